import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import { organisationTypes } from '../organisations/index.ts';
import { filingStates } from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const OrganisationTypeName = Type.Enum(organisationTypes);
const line = (maxLength: number) => Type.String({ minLength: 2, maxLength, pattern: '\\S.*\\S' });
const text = (maxLength: number) => Type.String({ minLength: 2, maxLength, pattern: '\\S' });
const PersonName = Type.String({ minLength: 2, maxLength: 60, pattern: '\\S.*\\S' });
const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });
const ContactBody = Type.Object({ name: PersonName, phone: Phone }, closed);

const Reason = text(500);
export const ReasonBody = Type.Object({ reason: Reason }, closed);

const texts = {
  name: Type.String({ minLength: 4, maxLength: 60, examples: ['新兴街道夕阳红互助队'] }),
  type: OrganisationTypeName,
  region: Type.String({ pattern: '^\\d{12}$', examples: ['120101004002'] }),
  purpose: text(500),
  venue: line(120),
  activityArea: line(120),
  fundsYuan: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  charter: text(20_000),
  commitment: Type.Literal(true, {
    description:
      '承诺材料真实、非营利、不收费 / all that is said is true, nothing is done for profit or a fee',
  }),
};
const people = {
  leader: ContactBody,
  initiators: Type.Array(ContactBody, { maxItems: 50 }),
  members: Type.Array(Type.Object({ name: PersonName, phone: Type.Optional(Phone) }, closed), {
    maxItems: 1000,
  }),
};

export const FilingBody = Type.Object(
  { ...texts, ...people, partyContact: Type.Optional(ContactBody) },
  closed,
);

export const ChangeBody = Type.Object(
  {
    ...texts,
    leader: Type.Optional(people.leader),
    partyContact: Type.Optional(orNull(ContactBody)),
    initiators: Type.Optional(people.initiators),
    members: Type.Optional(people.members),
  },
  {
    ...closed,
    description:
      '人员不填的保持不变；变更不填成员的，花名册不变 / people who are left out stay; without members the roster of the body stays as it is',
  },
);

export const FilingListQuery = Type.Object(
  {
    ...PageQuery.properties,
    view: Type.Enum(['mine', 'review', 'area'], { default: 'mine' }),
    state: Type.Optional(Type.Enum(filingStates)),
    overdue: Type.Optional(Type.Boolean()),
    organisationId: Type.Optional(Uuid),
    name: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 60, pattern: '\\S' },
        description: '名称开头 / how the name begins',
      }),
    ),
  },
  closed,
);

const Contact = Type.Object({ name: Type.String(), phone: orNull(Type.String()) });
export const People = Type.Object({
  leader: Contact,
  partyContact: orNull(Contact),
  initiators: Type.Array(Contact),
  members: Type.Array(Contact),
});

const Version = Type.Integer({
  minimum: 1,
  description:
    '第几次提交，办理时带上看到的版本 / counts what was handed in: send back the one that was read',
});

export const FilingSummary = Type.Object({
  id: Uuid,
  subject: Type.Enum(['establishment', 'change']),
  organisationId: orNull(Uuid),
  state: Type.Enum(filingStates),
  name: Type.String(),
  type: OrganisationTypeName,
  region: Type.String(),
  regionName: Type.String(),
  initiators: Type.Integer(),
  members: Type.Integer(),
  reason: orNull(Type.String()),
  opinion: orNull(Type.String()),
  version: Version,
  dueOn: orNull(Type.String({ description: '应答复的日期 / to be answered by this day' })),
  overdue: Type.Boolean(),
  submittedAt: InstantText,
  reviewedAt: orNull(InstantText),
  decidedAt: orNull(InstantText),
  withdrawnAt: orNull(InstantText),
});

export const Filing = Type.Object({
  ...FilingSummary.properties,
  purpose: Type.String(),
  venue: Type.String(),
  activityArea: Type.String(),
  fundsYuan: Type.Integer(),
  charter: Type.String(),
  filingNumber: orNull(Type.String({ examples: ['B12010100420260001'] })),
  people: orNull(People),
  rosterKept: Type.Boolean({
    description:
      '变更不涉及花名册，所列成员为现有成员 / a change that leaves the roster as it is, shown as it stands',
  }),
  advice: orNull(Type.String({ description: '枢纽型组织的建议 / what the hub advises' })),
  advisedAt: orNull(InstantText),
  own: Type.Boolean({
    description: '本人提交 / handed in by the caller, who mends and withdraws it',
  }),
  may: Type.Array(Type.String({ examples: ['filing.decide'] }), {
    description: '您可对本申请办理的事项 / what the caller may do with it',
  }),
});

/** What is filed, as whoever heads the body changes it. */
export const Standing = Type.Object({ filed: Filing, change: orNull(FilingSummary) });

export const FirstReviewBody = Type.Object(
  { decision: Type.Enum(['report', 'return']), opinion: Reason, version: Version },
  closed,
);

export const AdviceBody = Type.Object({ advice: Reason, version: Version }, closed);

export const FilingRulingBody = Type.Union([
  Type.Object({ decision: Type.Literal('file'), version: Version }, closed),
  Type.Object({ decision: Type.Literal('return'), reason: Reason, version: Version }, closed),
  Type.Object({ decision: Type.Literal('reject'), reason: Reason, version: Version }, closed),
]);

export const StatisticsQuery = Type.Object(
  { region: Type.Optional(Type.String({ pattern: '^\\d{6}$', examples: ['120101'] })) },
  closed,
);

const sums = { applications: Type.Integer(), overdue: Type.Integer() };
export const FilingStatistics = Type.Object({
  region: Type.String(),
  regionName: Type.String(),
  ...sums,
  states: Type.Array(Type.Object({ key: Type.Enum(filingStates), ...sums })),
  types: Type.Array(Type.Object({ key: OrganisationTypeName, ...sums })),
  divisions: Type.Array(Type.Object({ region: Type.String(), regionName: Type.String(), ...sums })),
});
