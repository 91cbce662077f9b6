import type { Text } from '../kit/refusal.ts';
import { streetOf } from '../kit/region-code.ts';
import {
  enterOrganisations,
  examineOrganisations,
  OrganisationBody,
  type OrganisationForm,
  organisationNameKey,
  type organisationTypes,
  readUscc,
} from '../organisations/index.ts';
import type { Cells, Column } from './cells.ts';
import { defineKind } from './kind.ts';
import { codeIn } from './words.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });
export const kinds: Record<OrganisationForm['kind'], Text> = {
  registered: words('已登记', 'registered'),
  filed: words('已备案', 'filed'),
  self_governing: words('居村委会', 'self-governing'),
  unit_team: words('单位内部团队', 'team of a unit'),
  public_body: words('机关事业单位', 'public body'),
};
/** domain.md 11. */
export const types: Record<(typeof organisationTypes)[number], Text> = {
  elderly_care: words('养老服务', 'elderly care'),
  community_service: words('社区服务', 'community service'),
  hardship_relief: words('扶危助困', 'hardship relief'),
  charity: words('慈善救助', 'charity'),
  mutual_aid: words('互助', 'mutual aid'),
  culture_sports: words('文体娱乐', 'culture and sports'),
  peace_mediation: words('平安调解', 'peace and mediation'),
  rural_technology: words('农村生产技术', 'rural technology'),
  hub: words('枢纽型', 'hub'),
  other: words('其他', 'other'),
};

const byKey = {
  name: {
    ...{ key: 'name', zh: '组织名称', en: 'Name', required: true, example: '示例互助队' },
    isText: true,
  },
  kind: {
    ...{ key: 'kind', zh: '类别', en: 'Kind', required: true, example: '单位内部团队' },
    words: kinds,
  },
  type: {
    ...{ key: 'type', zh: '服务类型', en: 'Type', required: true, example: '互助', words: types },
  },
  region: {
    ...{ key: 'region', zh: '所在街道或社区代码', en: 'Division code', required: true },
    ...{ example: '120101004002', isCode: true, isRegion: true },
  },
  creditCode: {
    ...{ key: 'creditCode', zh: '统一社会信用代码', en: 'Credit code', example: '', isCode: true },
  },
  leaderPhone: {
    ...{ key: 'leaderPhone', zh: '负责人手机号', en: 'Phone of the leader', required: true },
    ...{ example: '13912340001', shown: 'phone', isCode: true },
  },
} satisfies Record<string, Column>;

function read(cells: Cells) {
  const { name, region, creditCode, leaderPhone } = cells;
  return {
    ...{
      name,
      kind: codeIn(byKey.kind, cells),
      type: codeIn(byKey.type, cells),
      region,
      leaderPhone,
    },
    ...(creditCode === undefined ? {} : { creditCode }),
  };
}

/** As it is kept; nothing of one that is wrong, which is said by itself. */
function codeKept(creditCode = ''): string | undefined {
  const reading = readUscc(creditCode);
  return 'uscc' in reading ? reading.uscc.code : undefined;
}

export const organisationsKind = defineKind({
  sheet: '组织',
  columns: Object.values(byKey),
  action: 'organisation.enter',
  through: 'never',
  schema: OrganisationBody,
  read,
  keysOf({ name = '', region = '', creditCode, type = '' }) {
    const code = codeKept(creditCode);
    const isHub = [types.hub['zh-CN'], types.hub.en, 'hub'].includes(type);
    return [
      { column: 'name', value: `${streetOf(region)} ${organisationNameKey(name)}` },
      ...(code ? [{ column: 'creditCode', value: code }] : []),
      ...(isHub ? [{ column: 'type', value: streetOf(region) }] : []),
    ];
  },
  judge: (deps, { actor }, forms) => examineOrganisations(deps, actor, forms),
  prepare:
    async (deps, { actor }, fresh) =>
    (tx) =>
      enterOrganisations(deps, tx, actor, fresh),
});
