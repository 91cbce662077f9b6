import { sql } from 'drizzle-orm';
import { dateInChina } from '../../src/kit/clock.ts';
import { nationalIdOf } from '../../src/people/index.ts';
import { publishRuleSet, type RuleName } from '../../src/rules/index.ts';
import { phones, registration } from '../support/steps.ts';
import { type Client, type TestTown, until } from '../support/town.ts';

export const community = '120101004002';
/** Of the made-up town: whoever answers for the community's street, its district and itself. */
export const desks = {
  street: phones.streetOffice,
  committee: '13805000001',
  district: '13806000001',
  city: '13807000001',
};

/** The city's rules from now on. */
export async function setRules(
  { deps }: TestTown,
  rules: Partial<Record<RuleName, number>>,
): Promise<void> {
  const region = String(deps.book);
  const changes = Object.entries(rules).map(([key, value]) => ({
    ...{ region, key: key as RuleName, value: value! },
  }));
  await deps.transact(async (tx) => {
    const effectiveFrom = dateInChina(await deps.clock.now(tx));
    await publishRuleSet(tx, deps.book, { effectiveFrom, note: '试验', changes });
  });
}

/** The identity number of somebody who was born that many years, and so many days, before now. */
export async function bornYearsAgo(
  town: Pick<TestTown, 'now'>,
  years: number,
  serial = 1,
  days = 0,
) {
  const day = dateInChina(new Date((await town.now()).getTime() - days * 86_400_000));
  const date = `${Number(day.slice(0, 4)) - years}${day.slice(5, 7)}${day.slice(8)}`;
  // Nobody was born on 29 February of another kind of year.
  const valid = date.endsWith('0229') ? `${date.slice(0, 6)}28` : date;
  return nationalIdOf(`120101${valid}${String(serial).padStart(3, '0')}`);
}

export const guardianOf = (phone: string) => ({
  name: '李海',
  relation: '父亲',
  idNumber: '120101199003071235',
  phone,
});

/** Somebody new who is signed in and has sent a registration. */
export async function newcomer(
  town: Pick<TestTown, 'signIn'>,
  phone: string,
  rest: Record<string, unknown> = {},
): Promise<Client> {
  const person = await town.signIn(phone);
  const { status, body } = await person.call('POST', '/v1/volunteers', registration(rest));
  if (status !== 201) throw new Error(JSON.stringify(body));
  return person;
}

/** Another officer of the community: nobody decides about whom they entered. */
export async function otherOfficer(town: TestTown, street: Client): Promise<Client> {
  const phone = '13912345699';
  await street.call('POST', '/v1/role-grants', {
    ...{ phone, role: 'residents_committee', scope: community },
  });
  return town.signIn(phone);
}

export const reject = (officer: Client, id: string) =>
  officer.call('POST', `/v1/volunteers/${id}/decisions`, {
    ...{ decision: 'reject', reason: '请补交表格' },
  });

/** Until so many wait for a lock. */
export const waiters = (town: TestTown, count: number) =>
  until(
    async () => {
      const rows = await town.database.ownerDb.execute(sql`
        SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      return rows.length;
    },
    (waiting) => waiting >= count,
  );
