import fc from 'fast-check';
import t from 'tap';
import { appointments } from '../../src/access/appointments.ts';
import {
  type Action,
  type Actor,
  areasOf,
  may,
  mayAppoint,
  mayAsk,
  placesOf,
  type Role,
  requireMay,
  roleNames,
  roles,
  type Thing,
} from '../../src/access/index.ts';
import { policy } from '../../src/access/policy.ts';
import type { Rule } from '../../src/access/rule.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import { isWithin } from '../../src/kit/region-code.ts';
import { filesBelow, isCode, stringsIn } from '../support/source-tree.ts';

const actions = Object.keys(policy) as Action[];
const ruleOf = (action: Action): Rule => policy[action];
const gone = new Refusal('gone', { status: 404, text: { 'zh-CN': '无', en: 'None' } });
const me = '019ab0c4-7a5e-7c1d-9b7e-2f6d3c5b1a00';
const as = (role: Role, scope: string): Actor => ({
  ...{ book: 120000, personId: me, sessionId: '' },
  roles: [{ grant: me, role, scope }],
});

t.test('no rule is dead: a route or an operation asks for each', async (t) => {
  const said = new Set(
    filesBelow('src')
      .filter((path) => isCode(path) && !/^src\/access\/(organisation-)?policy\.ts$/.test(path))
      .flatMap((path) => [...stringsIn(path)]),
  );
  for (const [action, { seenBy }] of Object.entries<Rule>(policy)) {
    t.ok(said.has(action), action);
    if (seenBy) t.ok(seenBy in policy, `${action} is seen by ${seenBy}`);
  }
});

t.test('a condition is about the thing and the grant', async (t) => {
  const activity: Thing = { region: '120101004002', place: 'a', parties: ['other'] };
  const cases: [Actor, Action, Thing, boolean, string][] = [
    [as('street_office', '120101004'), 'activity.review', activity, true, 'in the street'],
    [as('street_office', '120101005'), 'activity.review', activity, false, 'in another street'],
    [as('residents_committee', '120101004002'), 'activity.review', activity, true, 'the community'],
    [as('residents_committee', '120101004003'), 'activity.review', activity, false, 'a neighbour'],
    [
      as('residents_committee', '120101004003'),
      'activity.read',
      activity,
      true,
      'may look, though',
    ],
    [as('residents_committee', '120101005003'), 'activity.read', activity, false, 'another street'],
    [as('city_civil_affairs', '120000'), 'activity.read', activity, true, 'the whole city'],
    [as('city_civil_affairs', '130000'), 'activity.read', activity, false, 'another city'],
    [as('station_manager', 'a'), 'sign_up.admit', activity, true, 'the station'],
    [as('station_manager', 'b'), 'sign_up.admit', activity, false, 'another station'],
    [as('station_manager', 'b'), 'activity.read', { ...activity, isPublic: true }, true, 'public'],
    [as('volunteer', me), 'pay_code.read', { owner: me }, true, 'one’s own'],
    [as('volunteer', me), 'pay_code.read', { owner: 'other' }, false, 'of another'],
    [as('volunteer', me), 'pay_code.read', {}, false, 'what says nothing fits nothing'],
    [as('street_office', '120101004'), 'activity.review', {}, false, 'neither here'],
    [as('station_manager', 'a'), 'sign_up.admit', { owner: me }, false, 'nor here'],
  ];
  for (const [actor, action, thing, expected, why] of cases)
    t.equal(may(actor, action, thing), expected, `${action}: ${why}`);
  t.equal(may(null, 'activity.read', { isPublic: true }), true);
  t.equal(may(null, 'activity.read', { region: '120101004002' }), false);
});

t.test('who is refused hears 404 of what they do not see, 403 of what they do', async (t) => {
  const thing: Thing = { region: '120101004002', place: 'a', parties: [me] };
  const cases: [Actor, Action, Thing, string][] = [
    [as('street_office', '120101004'), 'activity.review', { ...thing, parties: [] }, 'let in'],
    [as('street_office', '120101004'), 'activity.review', thing, 'self_review'],
    [as('residents_committee', '120101004003'), 'activity.review', thing, 'not_allowed'],
    [as('street_office', '120101005'), 'activity.review', thing, 'gone'],
    [
      as('street_office', '120101005'),
      'activity.review',
      { ...thing, isPublic: true },
      'not_allowed',
    ],
    [as('station_manager', 'b'), 'settlement.read', thing, 'gone'],
  ];
  for (const [actor, action, what, expected] of cases) {
    let heard = 'let in';
    try {
      requireMay(actor, action, what, gone);
    } catch (error) {
      heard = (error as Refusal).code;
    }
    t.equal(heard, expected, `${action} ${actor.roles[0]!.scope}`);
  }
});

const codes = [
  '120000',
  '120101',
  '120102',
  '120101004',
  '120101005',
  '120101004002',
  '120102001001',
];
const bodies = ['a', 'b', me];
const held = fc.constantFrom(...roleNames).chain((role) =>
  fc
    .constantFrom(...codes, ...bodies)
    .filter((scope) => fitsKind(role, scope))
    .map((scope) => ({ grant: me, role, scope })),
);
function fitsKind(role: Role, scope: string): boolean {
  const kind = roles[role].scope;
  if (kind === 'oneself') return scope === me;
  const lengths = { city: 6, district: 6, street: 9, community: 12 } as Record<string, number>;
  if (kind in lengths)
    return scope.length === lengths[kind] && scope.endsWith('00') === (kind === 'city');
  return kind === 'region' ? /^\d/.test(scope) : bodies.includes(scope) && scope !== me;
}
const anybody = fc.array(held, { maxLength: 3 }).map(
  (some): Actor => ({
    ...{ book: 120000, personId: me, sessionId: '' },
    roles: some,
  }),
);
const anything = fc.record({
  region: fc.constantFrom(...codes),
  place: fc.constantFrom(...bodies),
  owner: fc.constantFrom(me, 'other'),
  isPublic: fc.boolean(),
});

t.test('a list holds exactly what its things would each be let through for', async (t) => {
  const listed = actions.filter((action) => {
    const { to } = ruleOf(action);
    return typeof to === 'object' && !Object.values(to).includes('own');
  });
  t.ok(listed.length > 8, listed.join());
  fc.assert(
    fc.property(anybody, fc.constantFrom(...listed), anything, (actor, action, thing) => {
      const inList =
        areasOf(actor, action).some((prefix) => thing.region.startsWith(prefix)) ||
        placesOf(actor, action).includes(thing.place);
      return inList === may(actor, action, { ...thing, isPublic: false });
    }),
    { numRuns: 5000 },
  );
});

t.test('who may do something to a thing may ask, and only then', async () => {
  fc.assert(
    fc.property(anybody, fc.constantFrom(...actions), anything, (actor, action, thing) =>
      may(actor, action, thing) ? mayAsk(actor, action) : true,
    ),
    { numRuns: 5000 },
  );
});

t.test(
  'nobody gives more than lies within what they hold, nor a role above their own',
  async (t) => {
    fc.assert(
      fc.property(anybody, fc.constantFrom(...roleNames), anything, (actor, role, thing) => {
        if (!mayAppoint(actor, role, thing)) return true;
        return actor.roles.some(({ scope }) =>
          bodies.includes(scope) ? scope === thing.place : isWithin(thing.region, scope),
        );
      }),
      { numRuns: 5000 },
    );
    const levels = ['city', 'district', 'street', 'community'];
    const levelOf = (role: string) => levels.indexOf(roles[role as Role].scope);
    for (const [role, by] of Object.entries(appointments)) {
      for (const giver of Object.keys(by)) {
        const both = levelOf(role) >= 0 && levelOf(giver) >= 0;
        const security = giver === 'security_administrator';
        t.ok(
          !both || security || (giver !== role && levelOf(giver) <= levelOf(role)),
          `${giver} gives ${role}`,
        );
      }
    }
    t.same(
      [appointments.volunteer, appointments.service_recipient],
      [{}, {}],
      'comes with registering',
    );
  },
);
