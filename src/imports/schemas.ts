import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { BothLanguages, InstantText, Uuid } from '../kit/http.ts';
import { OrganisationListQuery } from '../organisations/index.ts';
import { VolunteerSearchBody, VolunteerStateName } from '../registration/index.ts';
import { kindNames } from './kinds.ts';
import { importModes, importStates } from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Kind = Type.Enum(kindNames);
export const Format = Type.Enum(['csv', 'xlsx'] as const, { default: 'csv' });
export const FormatQuery = Type.Object({ format: Format }, closed);
export const TableFile = Type.Unsafe<Readable>({ description: 'CSV / xlsx' });

export const ImportQuery = Type.Object(
  {
    kind: Kind,
    mode: Type.Enum(importModes, { default: 'all_or_nothing' }),
    dryRun: Type.Boolean({ default: false }),
    organisationId: Type.Optional(Uuid),
  },
  closed,
);

export const Import = Type.Object({
  id: Uuid,
  kind: Kind,
  mode: Type.Enum(importModes),
  dryRun: Type.Boolean(),
  format: Type.Enum(['csv', 'xlsx'] as const),
  encoding: Type.Enum(['utf-8', 'gb18030'] as const),
  state: Type.Enum(importStates),
  problem: orNull(Type.Object({ code: Type.String(), text: BothLanguages })),
  rows: Type.Object({
    total: orNull(Type.Integer()),
    read: Type.Integer(),
    fresh: Type.Integer({ description: '新导入（试运行时为将导入）/ taken, or would be' }),
    alreadyThere: Type.Integer(),
    bad: Type.Integer(),
  }),
  createdAt: InstantText,
  endedAt: orNull(InstantText),
});

export const LinesThere = Type.Object({
  lines: Type.Array(Type.Integer({ description: '文件中的行号 / by their lines' })),
});

export const Fault = Type.Object({
  line: Type.Integer({ description: '文件中的行号 / the line on which the row ends' }),
  column: orNull(Type.String()),
  header: orNull(Type.String()),
  value: orNull(Type.String({ description: '个人信息已脱敏 / personal data masked' })),
  code: Type.String(),
  text: BothLanguages,
});

export const VolunteerExportQuery = Type.Object(
  {
    view: Type.Enum(['review', 'area'] as const, { default: 'area' }),
    state: Type.Optional(VolunteerStateName),
    format: Format,
  },
  closed,
);
const { text, state } = VolunteerSearchBody.properties;
export const FoundExport = Type.Object({ text, state, format: Format }, closed);
const { limit: _limit, cursor: _cursor, ...organisationFilters } = OrganisationListQuery.properties;
export const OrganisationExportQuery = Type.Object(
  { ...organisationFilters, format: Format },
  closed,
);
