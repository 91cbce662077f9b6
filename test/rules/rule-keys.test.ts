import t from 'tap';
import { Value } from 'typebox/value';
import { type RuleName, ruleKeys } from '../../src/rules/index.ts';

const names = Object.keys(ruleKeys) as RuleName[];

t.test('what a city starts with is what the sources say', async (t) => {
  const expected: Partial<Record<RuleName, number | null>> = {
    'record.quantum_min': 30,
    'record.single_cap_min': null,
    'record.daily_cap_min': 480,
    'checkin.radius_m': 500,
    'checkin.pairs_per_day': 3,
    'checkin.early_min': 30,
    'checkin.late_min': 30,
    'activity.max_days': 365,
    'volunteer.min_age': 6,
    'volunteer.guardian_consent_below': 18,
    'registration.guardian_days': 30,
    'hub.min_social_workers': 2,
    'hub.max_social_workers': 3,
    'pt.per_credit_hour': 100,
    'pt.coef_percent': 100,
    'sign_in.code_valid_s': 300,
    'sign_in.code_interval_s': 60,
    'sign_in.codes_per_day': 10,
    'sign_in.tries': 5,
  };
  for (const [name, value] of Object.entries(expected))
    t.equal(ruleKeys[name as RuleName].initial, value, name);
});

t.test('no region lets a child below 14 do without a guardian', async (t) => {
  const { schema } = ruleKeys['volunteer.guardian_consent_below'];
  t.notOk(Value.Check(schema, 13));
  t.ok(Value.Check(schema, 14));
});

t.test(
  'every rule starts with a value it would accept, and names its basis in both languages',
  async (t) => {
    for (const name of names) {
      const { initial, schema, meaning, basis } = ruleKeys[name];
      t.ok(Value.Check(schema, initial), `${name} may be ${initial}`);
      t.match(meaning['zh-CN'], /\p{Script=Han}/u, `${name} in Chinese`);
      t.match(meaning.en, /^[A-Z]/, `${name} in English`);
      t.not(basis, '', `${name} has a basis`);
    }
  },
);

t.test('no rule can be set to what would break the sums', async (t) => {
  const never = [
    -1,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '30',
    true,
    undefined,
    [],
    {},
    1e12,
  ];
  for (const name of names) {
    const { schema, initial } = ruleKeys[name];
    const isSwitch = typeof initial === 'boolean';
    for (const value of never.filter((value) => !isSwitch || value !== true))
      t.notOk(Value.Check(schema, value), `${name} may not be ${String(value)}`);
    const hasNoLimit = [
      ...['record.single_cap_min', 'record.daily_cap_min', 'pay_code.without_pin_per_day'],
    ].includes(name);
    t.equal(Value.Check(schema, null), hasNoLimit, `${name}: "no limit"`);
  }
  t.notOk(
    Value.Check(ruleKeys['record.quantum_min'].schema, 0),
    'a quantum of 0 would divide by 0',
  );
});

t.test('the name of a rule says its slice and, where it counts something, the unit', async (t) => {
  for (const name of names) t.match(name, /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/);
});

t.test('annual reports are due on a day that every year has', async (t) => {
  const { schema } = ruleKeys['filing.annual_report_due'];
  for (const day of ['01-31', '02-28', '03-29', '04-30', '12-31'])
    t.ok(Value.Check(schema, day), day);
  for (const day of ['02-29', '02-30', '04-31', '13-01', '00-10', '1-1', '03-32', '03-00'])
    t.notOk(Value.Check(schema, day), day);
});
