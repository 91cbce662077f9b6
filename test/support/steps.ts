import { type Instant, plusMinutes } from '../../src/kit/clock.ts';
import type { Client, TestTown } from './town.ts';

export const place = { name: '社区活动室', latitude: 39.1256, longitude: 117.1902, datum: 'GCJ02' };
export const here = { latitude: 39.1256, longitude: 117.1902, datum: 'GCJ02', accuracyMetres: 10 };

/** What a station sends to publish an activity of two and a half hours from `startsAt`. */
export function draft(startsAt: Instant, rest: Record<string, unknown> = {}) {
  return {
    title: '社区送餐',
    category: 'SC17',
    content: '为独居老人送午餐到家。',
    riskNote: '上下楼梯防滑，注意防烫。',
    place,
    radiusMetres: 500,
    startsAt: startsAt.toISOString(),
    endsAt: plusMinutes(startsAt, 155).toISOString(),
    capacity: 3,
    ...rest,
  };
}

/** A published activity from now on: submitted by the first station, approved by the street. */
export async function published(
  town: TestTown,
  { station, streetOffice }: { station: Client; streetOffice: Client },
  rest: Record<string, unknown> = {},
): Promise<string> {
  const made = await station.call('POST', '/v1/activities', draft(await town.now(), rest));
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const approved = await streetOffice.call('POST', `/v1/activities/${made.body.id}/approvals`, {
    decision: 'approve',
  });
  if (approved.status !== 201) throw new Error(JSON.stringify(approved.body));
  return made.body.id;
}

export const phones = {
  volunteer: (n: number) => `13801${String(n).padStart(6, '0')}`,
  station: (n: number) => `13802${String(n).padStart(6, '0')}`,
  merchant: (n: number) => `13803${String(n).padStart(6, '0')}`,
  streetOffice: '13804000001',
};

/** The code on the station's screen, entered by the volunteer at the place. */
export async function comeOrGo(
  station: Client,
  volunteer: Client,
  activityId: string,
  purpose: 'check_in' | 'check_out',
) {
  const shown = await station.call(
    'GET',
    `/v1/activities/${activityId}/attendance-code?purpose=${purpose}`,
  );
  const path = purpose === 'check_in' ? 'check-ins' : 'check-outs';
  return volunteer.call('POST', `/v1/activities/${activityId}/${path}`, {
    code: shown.body.code,
    position: here,
  });
}

/** When somebody can serve, as a registration says it. */
export const weekly = [{ day: 6, from: '09:00', to: '11:30' }];

/** What somebody sends to register. */
export function registration(rest: Record<string, unknown> = {}) {
  return {
    name: '王芳',
    idNumber: '120103194802290020',
    residenceRegion: '120101004002',
    skills: ['cooking'],
    categories: ['SC01'],
    availability: weekly,
    consents: ['location'],
    declaration: true,
    ...rest,
  };
}
