import type { Actor } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Page } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import { listOrganisations, type OrganisationQuery } from '../organisations/index.ts';
import { listVolunteers, type VolunteerSearch } from '../registration/index.ts';
import { batchRows } from './limits.ts';
import { type FileFormat, writeRows } from './table-file.ts';

type Listed<T> = readonly [header: string, (view: T) => string | number | boolean | null];
type Volunteer = Awaited<ReturnType<typeof listVolunteers>>['items'][number];
type Organisation = Awaited<ReturnType<typeof listOrganisations>>['items'][number];

const volunteerCells: Listed<Volunteer>[] = [
  ['志愿者编号 / Number', ({ number }) => number],
  ['姓名 / Name', ({ name }) => name],
  ['证件号码 / Id number', ({ idNumber }) => idNumber],
  ['手机号 / Phone', ({ phone }) => phone],
  ['出生年 / Year of birth', ({ birthYear }) => birthYear],
  ['性别 / Sex', ({ sex }) => sex],
  ['居住社区代码 / Community code', ({ residenceRegion }) => residenceRegion],
  ['居住社区 / Community', ({ residenceRegionName }) => residenceRegionName],
  ['状态 / State', ({ state }) => state],
  ['登记渠道 / Channel', ({ channel }) => channel],
  ['服务类别 / Kinds of service', ({ categories }) => categories.join('、')],
  ['专业技能 / Skills', ({ skills }) => skills.join('、')],
  ['登记时间 / Registered', ({ registeredAt }) => registeredAt],
];

const organisationCells: Listed<Organisation>[] = [
  ['组织名称 / Name', ({ name }) => name],
  ['类别 / Kind', ({ kind }) => kind],
  ['服务类型 / Type', ({ type }) => type],
  ['区划代码 / Division code', ({ region }) => region],
  ['所在地 / Division', ({ regionName }) => regionName],
  ['统一社会信用代码 / Credit code', ({ creditCode }) => creditCode],
  ['状态 / State', ({ state }) => state],
  ['负责人手机号 / Phone of the leader', ({ leaderPhone }) => leaderPhone],
  ['录入时间 / Entered', ({ enteredAt }) => enteredAt],
];

/** Exactly the volunteers that the list shows the caller with the same filters, as masked as there. That they were taken is logged. */
export async function exportVolunteers(
  deps: Deps,
  actor: Actor,
  filter: Pick<VolunteerSearch, 'view' | 'state'>,
  format: FileFormat,
) {
  const { book, personId } = actor;
  await deps.transact((tx) =>
    record(tx, book, {
      action: 'volunteer.export',
      object: { kind: 'person', id: personId },
      by: personId,
      after: { view: filter.view, state: filter.state, format },
    }),
  );
  const page = (cursor: string | undefined) =>
    listVolunteers(deps, actor, { ...filter, limit: batchRows, ...(cursor ? { cursor } : {}) });
  const rows = rowsOf(volunteerCells, page);
  return { name: `volunteers.${format}`, stream: writeRows(format, '志愿者', rows) };
}

/** Exactly the organisations that the list shows whoever asks with the same filters. */
export function exportOrganisations(
  deps: Deps,
  actor: Actor | null,
  filter: Omit<OrganisationQuery, 'limit' | 'cursor'>,
  format: FileFormat,
) {
  const page = (cursor: string | undefined) =>
    listOrganisations(deps, actor, { ...filter, limit: batchRows, ...(cursor ? { cursor } : {}) });
  const rows = rowsOf(organisationCells, page);
  return { name: `organisations.${format}`, stream: writeRows(format, '组织', rows) };
}

/** Page after page, while the rows are being sent. */
async function* rowsOf<T>(
  cells: Listed<T>[],
  page: (cursor: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<string[]> {
  yield cells.map(([header]) => header);
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    for (const item of items) yield cells.map(([, read]) => String(read(item) ?? ''));
    cursor = nextCursor ?? undefined;
  } while (cursor);
}
