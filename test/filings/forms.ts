import type { Client } from '../support/town.ts';

const people = (count: number, from: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `陈${n}号`, phone: String(from + n) }));

/** An application that nothing is wrong with. */
export const filingForm = (rest: Record<string, unknown> = {}) => ({
  ...{ name: '新兴街道夕阳红互助队', type: 'mutual_aid' as const, region: '120101004002' },
  ...{ purpose: '邻里互助', venue: '社区活动室', activityArea: '本社区' },
  ...{ fundsYuan: 500, charter: '自愿参加，不收费用。' },
  leader: { name: '陈0号', phone: '13971000000' },
  ...{ initiators: people(3, 13_971_000_000), members: people(10, 13_971_000_000) },
  ...rest,
});

/** As it is sent. */
export const filingBody = (rest: Record<string, unknown> = {}) => ({
  ...filingForm(rest),
  commitment: true,
});

/** An organisation that the committee has reviewed and the street has filed; its id. */
export async function fileOrganisation(
  { applicant, committee, street }: Record<'applicant' | 'committee' | 'street', Client>,
  rest: Record<string, unknown> = {},
): Promise<string> {
  const { body: asked } = await applicant.call('POST', '/v1/filings', filingBody(rest));
  const report = { decision: 'report', opinion: '情况属实，同意上报' };
  await committee.call('POST', `/v1/filings/${asked.id}/first-reviews`, report);
  const path = `/v1/filings/${asked.id}/decisions`;
  const { status, body } = await street.call('POST', path, { decision: 'file' });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body.organisationId;
}
