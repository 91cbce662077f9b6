import type { Test } from 'tap';
import { phones } from '../support/steps.ts';
import { type Client, type TestTown, testTown } from '../support/town.ts';

const people = (count: number, from: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `陈${n}号`, phone: String(from + n) }));

export const leaderPhone = '13971000000';
const committeePhone = '13805000001';
const minute = 60_000;

/** An application that nothing is wrong with. */
export const filingForm = (rest: Record<string, unknown> = {}) => ({
  ...{ name: '新兴街道夕阳红互助队', type: 'mutual_aid' as const, region: '120101004002' },
  ...{ purpose: '邻里互助', venue: '社区活动室', activityArea: '本社区' },
  ...{ fundsYuan: 500, charter: '自愿参加，不收费用。' },
  leader: { name: '陈0号', phone: leaderPhone },
  ...{ initiators: people(3, 13_971_000_000), members: people(10, 13_971_000_000) },
  ...rest,
});

/** As it is sent. */
export const filingBody = (rest: Record<string, unknown> = {}) => ({
  ...filingForm(rest),
  commitment: true,
});

export const apply = (by: Client, rest: Record<string, unknown> = {}) =>
  by.call('POST', '/v1/filings', filingBody(rest));
export const report = { decision: 'report', opinion: '情况属实，同意上报' };

/** The committee's answer to what was handed in for the `version`th time. */
export const first = (
  by: Client,
  id: string,
  body: Record<string, unknown> = report,
  version = 1,
) => by.call('POST', `/v1/filings/${id}/first-reviews`, { ...body, version });
/** The street's. */
export const decide = (
  by: Client,
  id: string,
  body: Record<string, unknown> = { decision: 'file' },
  version = 1,
) => by.call('POST', `/v1/filings/${id}/decisions`, { ...body, version });

/** An organisation that the committee has reviewed and the street has filed; its id. */
export async function fileOrganisation(
  { applicant, committee, street }: Record<'applicant' | 'committee' | 'street', Client>,
  rest: Record<string, unknown> = {},
): Promise<string> {
  const { body: asked } = await apply(applicant, rest);
  await first(committee, asked.id);
  const { status, body } = await decide(street, asked.id);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.organisationId;
}

/** Everybody signs in anew after that: tokens and codes are for minutes. */
export const later = async (town: TestTown) =>
  town.moveTo(new Date((await town.now()).getTime() + 2 * minute));

/** A filed organisation with ten members, and its head signed in. */
export async function filedBody(t: Test, options: Parameters<typeof testTown>[1] = {}) {
  const town = await testTown(t, options);
  const everybody = {
    applicant: await town.signIn('13970000001'),
    committee: await town.signIn(committeePhone),
    street: await town.signIn(phones.streetOffice),
  };
  const id = await fileOrganisation(everybody);
  await later(town);
  return { town, ...everybody, id, head: await town.signIn(leaderPhone) };
}
