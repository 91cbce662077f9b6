import type { Actor } from '../access/index.ts';
import { type Deed, record } from '../audit/index.ts';
import type { Page } from '../kit/cursor.ts';
import type { Deps } from '../kit/deps.ts';
import type { Language, Text } from '../kit/refusal.ts';
import { listMembers, listOrganisations, type OrganisationQuery } from '../organisations/index.ts';
import {
  categories,
  listVolunteers,
  searchVolunteers,
  skills,
  type VolunteerQuery,
  type VolunteerSearch,
} from '../registration/index.ts';
import { batchRows } from './limits.ts';
import {
  channels,
  momentInChina,
  organisationStates,
  volunteerStates,
  wordFor,
} from './list-words.ts';
import { posts } from './member-rows.ts';
import { kinds as organisationKinds, types as organisationTypes } from './organisation-rows.ts';
import { type FileFormat, writeRows } from './table-file.ts';
import { sexes } from './volunteer-rows.ts';

type Cell = string | number | null;
type Listed<T> = readonly [header: string, (view: T, language: Language) => Cell];
type Volunteer = Awaited<ReturnType<typeof listVolunteers>>['items'][number];
type Member = Awaited<ReturnType<typeof listMembers>>['items'][number];
type Organisation = Awaited<ReturnType<typeof listOrganisations>>['items'][number];

const all = (table: Readonly<Record<string, Text>>, codes: readonly string[], language: Language) =>
  codes.map((code) => wordFor(table, code, language)).join(language === 'en' ? ', ' : '、');

const volunteerCells: Listed<Volunteer>[] = [
  ['志愿者编号 / Number', ({ number }) => number],
  ['姓名 / Name', ({ name }) => name],
  ['证件号码 / Id number', ({ idNumber }) => idNumber],
  ['手机号 / Phone', ({ phone }) => phone],
  ['出生年 / Year of birth', ({ birthYear }) => birthYear],
  ['性别 / Sex', ({ sex }, language) => sex && wordFor(sexes, sex, language)],
  ['居住社区代码 / Community code', ({ residenceRegion }) => residenceRegion],
  ['居住社区 / Community', ({ residenceRegionName }) => residenceRegionName],
  ['状态 / State', ({ state }, language) => wordFor(volunteerStates, state, language)],
  ['登记渠道 / Channel', ({ channel }, language) => wordFor(channels, channel, language)],
  ['服务类别 / Kinds of service', (one, language) => all(categories, one.categories, language)],
  ['专业技能 / Skills', (one, language) => all(skills, one.skills, language)],
  ['登记时间 / Registered', ({ registeredAt }) => momentInChina(registeredAt)],
];

const organisationCells: Listed<Organisation>[] = [
  ['组织名称 / Name', ({ name }) => name],
  ['类别 / Kind', ({ kind }, language) => wordFor(organisationKinds, kind, language)],
  ['服务类型 / Type', ({ type }, language) => wordFor(organisationTypes, type, language)],
  ['区划代码 / Division code', ({ region }) => region],
  ['所在地 / Division', ({ regionName }) => regionName],
  ['统一社会信用代码 / Credit code', ({ creditCode }) => creditCode],
  ['状态 / State', ({ state }, language) => wordFor(organisationStates, state, language)],
  ['负责人手机号 / Phone of the leader', ({ leaderPhone }) => leaderPhone],
  ['录入时间 / Entered', ({ enteredAt }) => momentInChina(enteredAt)],
];

const memberCells: Listed<Member>[] = [
  ['姓名 / Name', ({ name }) => name],
  ['手机号 / Phone', ({ phone }) => phone],
  ['职务 / Post', ({ post }, language) => post && wordFor(posts, post, language)],
  ['加入时间 / Joined', ({ joinedAt }) => momentInChina(joinedAt)],
];

/** As what, and in which words. */
export interface Wanted {
  format: FileFormat;
  language: Language;
}

/** Exactly the volunteers that the list shows the caller with the same filters, as masked as there. That they were taken is logged. */
export async function exportVolunteers(
  deps: Deps,
  actor: Actor,
  filter: Pick<VolunteerSearch, 'view' | 'state'>,
  wanted: Wanted,
) {
  const { view, state } = filter;
  await noteExport(deps, actor, { view, state, format: wanted.format });
  const page = (cursor: string | undefined) =>
    listVolunteers(deps, actor, { ...filter, limit: batchRows, ...(cursor ? { cursor } : {}) });
  return volunteersFile(page, wanted);
}

/** Exactly those who are found by a text; each is in the log as found by it, like whoever is found on the page. */
export async function exportFound(
  deps: Deps,
  actor: Actor,
  query: Pick<VolunteerQuery, 'text' | 'state'>,
  wanted: Wanted,
) {
  const { state } = query;
  await noteExport(deps, actor, { view: 'search', state, format: wanted.format });
  const page = (cursor: string | undefined) =>
    searchVolunteers(deps, actor, { ...query, limit: batchRows, ...(cursor ? { cursor } : {}) });
  return volunteersFile(page, wanted);
}

const noteExport = (deps: Deps, { book, personId }: Actor, after: Deed['after'] & object) =>
  deps.transact((tx) =>
    record(tx, book, {
      ...{ action: 'volunteer.export', object: { kind: 'person', id: personId } },
      ...{ by: personId, after },
    }),
  );

const volunteersFile = (page: PageAfter<Volunteer>, { format, language }: Wanted) => ({
  name: `volunteers.${format}`,
  stream: writeRows(format, '志愿者', rowsOf(volunteerCells, language, page)),
});

/** Exactly the organisations that the list shows whoever asks with the same filters. */
export function exportOrganisations(
  deps: Deps,
  actor: Actor | null,
  filter: Omit<OrganisationQuery, 'limit' | 'cursor'>,
  { format, language }: Wanted,
) {
  const page = (cursor: string | undefined) =>
    listOrganisations(deps, actor, { ...filter, limit: batchRows, ...(cursor ? { cursor } : {}) });
  const rows = rowsOf(organisationCells, language, page);
  return { name: `organisations.${format}`, stream: writeRows(format, '组织', rows) };
}

/** Exactly the roster that the caller is shown, masked. That it was taken is logged. Refuses: organisation_unknown, not_allowed. */
export async function exportMembers(
  deps: Deps,
  actor: Actor,
  organisationId: string,
  { format, language }: Wanted,
) {
  const { items } = await listMembers(deps, actor, organisationId);
  await deps.transact((tx) =>
    record(tx, actor.book, {
      action: 'member.export',
      object: { kind: 'organisation', id: organisationId },
      after: { members: items.length, format },
    }),
  );
  const rows = rowsOf(memberCells, language, async () => ({ items, nextCursor: null }));
  return { name: `members.${format}`, stream: writeRows(format, '成员', rows) };
}

type PageAfter<T> = (cursor: string | undefined) => Promise<Page<T>>;

/** Page after page, while the rows are being sent. */
async function* rowsOf<T>(
  cells: Listed<T>[],
  language: Language,
  page: PageAfter<T>,
): AsyncGenerator<string[]> {
  yield cells.map(([header]) => header);
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    for (const item of items) yield cells.map(([, read]) => String(read(item, language) ?? ''));
    cursor = nextCursor ?? undefined;
  } while (cursor);
}
