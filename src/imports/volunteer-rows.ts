import { Type } from 'typebox';
import type { Text } from '../kit/refusal.ts';
import {
  AssistedBody,
  categories,
  examineRoster,
  prepareRoster,
  skills,
} from '../registration/index.ts';
import type { Cells, Column } from './cells.ts';
import { defineKind } from './kind.ts';
import { codeOf, listOf, truthOf, weeklyTimesOf } from './words.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });
const idTypes = {
  resident_id: words('居民身份证', 'resident id'),
  residence_permit: words('港澳台居民居住证', 'residence permit'),
  travel_permit: words('港澳台通行证', 'travel permit'),
  passport: words('护照', 'passport'),
};
const sexes = {
  male: words('男', 'male'),
  female: words('女', 'female'),
  unknown: words('未知', 'unknown'),
};
const purposes = { location: words('位置', 'location'), health: words('健康', 'health') };
const timesExample = '周六 09:00-11:30；周日 14:00-16:00';

/** The items of 67号令 Art. 5, as a desk writes them down (Art. 6: with the person's consent, and on what ground). */
export const volunteerColumns: readonly Column[] = [
  {
    ...{ key: 'name', zh: '姓名', en: 'Name', required: true, example: '张示例' },
    ...{ shown: 'name', isText: true },
  },
  { key: 'idType', zh: '证件类型', en: 'Document', example: '居民身份证' },
  {
    ...{ key: 'idNumber', zh: '证件号码', en: 'Id number', required: true },
    ...{ example: '120101199003071235', shown: 'idNumber' },
  },
  { key: 'sex', zh: '性别', en: 'Sex', example: '' },
  { key: 'birthDate', zh: '出生日期', en: 'Date of birth', example: '', shown: 'hidden' },
  { key: 'phone', zh: '手机号', en: 'Phone', example: '13912340000', shown: 'phone' },
  {
    ...{ key: 'residenceRegion', zh: '居住社区代码', en: 'Community code', required: true },
    example: '120101004002',
  },
  {
    ...{ key: 'address', zh: '住址', en: 'Address', example: '示例路 1 号' },
    ...{ shown: 'hidden', isText: true },
  },
  {
    ...{ key: 'categories', zh: '服务类别', en: 'Kinds of service', required: true },
    example: '社区服务、卫生健康',
  },
  { key: 'skills', zh: '专业技能', en: 'Skills', example: '烹饪' },
  {
    ...{ key: 'availability', zh: '可服务时间', en: 'Times to serve', required: true },
    example: timesExample,
  },
  { key: 'isStudent', zh: '是否学生', en: 'Student', example: '否' },
  {
    ...{ key: 'healthLimits', zh: '健康限制', en: 'Limits of health', example: '' },
    ...{ shown: 'hidden', isText: true },
  },
  { key: 'consents', zh: '同意用途', en: 'Consents', example: '位置' },
  {
    ...{ key: 'guardian.name', zh: '监护人姓名', en: 'Guardian', example: '' },
    ...{ shown: 'name', isText: true },
  },
  {
    ...{ key: 'guardian.relation', zh: '监护人关系', en: 'Relation', example: '' },
    isText: true,
  },
  {
    ...{ key: 'guardian.idNumber', zh: '监护人身份证号', en: 'Guardian id number', example: '' },
    shown: 'idNumber',
  },
  {
    ...{ key: 'guardian.phone', zh: '监护人手机号', en: 'Guardian phone', example: '' },
    shown: 'phone',
  },
  {
    ...{ key: 'ground', zh: '代办依据', en: 'Ground', required: true, isText: true },
    example: '纸质登记表 2026-031，存放于社区档案柜',
  },
  {
    ...{ key: 'declaration', zh: '本人承诺信息真实', en: 'Declared true', required: true },
    example: '是',
  },
];

const RosterBody = Type.Omit(AssistedBody, ['organisationId'], { additionalProperties: false });

function read(cells: Cells) {
  const { name, idNumber, phone, residenceRegion, birthDate, address, healthLimits, ground } =
    cells;
  const coded = <T extends Record<string, Text>>(key: string, table: T) =>
    cells[key] === undefined ? undefined : codeOf(table, cells[key]);
  const consents = listOf(cells.consents).map((word) => codeOf(purposes, word));
  return withoutGaps({
    ...{ name, idNumber, phone, residenceRegion, birthDate, address, healthLimits, ground },
    idType: coded('idType', idTypes),
    sex: coded('sex', sexes),
    categories: listOf(cells.categories).map((word) => codeOf(categories, word)),
    skills: listOf(cells.skills).map((word) => codeOf(skills, word)),
    availability: weeklyTimesOf(cells, 'availability', '可服务时间', timesExample),
    isStudent: truthOf(cells, 'isStudent', '是否学生'),
    consents: consents.length > 0 ? consents : undefined,
    guardian: guardianOf(cells),
    declaration: truthOf(cells, 'declaration', '本人承诺信息真实'),
  });
}

function guardianOf(cells: Cells) {
  const guardian = withoutGaps({
    name: cells['guardian.name'],
    relation: cells['guardian.relation'],
    idNumber: cells['guardian.idNumber'],
    phone: cells['guardian.phone'],
  });
  return Object.keys(guardian).length > 0 ? guardian : undefined;
}

const withoutGaps = (fields: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const volunteersKind = defineKind({
  sheet: '志愿者',
  columns: volunteerColumns,
  action: 'volunteer.register_for',
  schema: RosterBody,
  read,
  keysOf: ({ idNumber, phone }) => [
    ...(idNumber ? [{ column: 'idNumber', value: idNumber.toUpperCase() }] : []),
    ...(phone ? [{ column: 'phone', value: phone.replace(/\D/g, '').slice(-11) }] : []),
  ],
  judge: examineRoster,
  prepare: prepareRoster,
});
