import { Type } from 'typebox';
import type { Text } from '../kit/refusal.ts';
import { phoneIn } from '../people/index.ts';
import {
  AssistedBody,
  categories,
  examineRoster,
  prepareRoster,
  skills,
} from '../registration/index.ts';
import type { Cells, Column } from './cells.ts';
import { defineKind } from './kind.ts';
import { codeIn, codesIn, dayIn, truthIn, truths, weeklyTimesIn } from './words.ts';

const words = (zh: string, en: string): Text => ({ 'zh-CN': zh, en });
const idTypes = {
  resident_id: words('居民身份证', 'resident id'),
  residence_permit: words('港澳台居民居住证', 'residence permit'),
  travel_permit: words('港澳台通行证', 'travel permit'),
  passport: words('护照', 'passport'),
};
export const sexes = {
  male: words('男', 'male'),
  female: words('女', 'female'),
  unknown: words('未知', 'unknown'),
};
const purposes = { location: words('位置', 'location'), health: words('健康', 'health') };
/** The items of 67号令 Art. 5, as a desk writes them down (Art. 6: with the person's consent, and on what ground). */
const byKey = {
  name: {
    ...{ key: 'name', zh: '姓名', en: 'Name', required: true, example: '张示例' },
    ...{ shown: 'name', isText: true },
  },
  idType: {
    ...{ key: 'idType', zh: '证件类型', en: 'Document', example: '居民身份证', words: idTypes },
  },
  idNumber: {
    ...{ key: 'idNumber', zh: '证件号码', en: 'Id number', required: true, isCode: true },
    ...{ example: '120101199003071235', shown: 'idNumber' },
  },
  sex: { key: 'sex', zh: '性别', en: 'Sex', example: '', words: sexes },
  birthDate: {
    ...{ key: 'birthDate', zh: '出生日期', en: 'Date of birth', example: '', shown: 'hidden' },
  },
  phone: {
    ...{ key: 'phone', zh: '手机号', en: 'Phone', example: '13912340000', shown: 'phone' },
    isCode: true,
  },
  residenceRegion: {
    ...{ key: 'residenceRegion', zh: '居住社区代码', en: 'Community code', required: true },
    ...{ example: '120101004002', isCode: true, isRegion: true },
  },
  address: {
    ...{ key: 'address', zh: '住址', en: 'Address', example: '示例路 1 号' },
    ...{ shown: 'hidden', isText: true },
  },
  categories: {
    ...{ key: 'categories', zh: '服务类别', en: 'Kinds of service', required: true },
    ...{ example: '社区服务、卫生健康', words: categories, isList: true },
  },
  skills: {
    ...{
      key: 'skills',
      zh: '专业技能',
      en: 'Skills',
      example: '烹饪',
      words: skills,
      isList: true,
    },
  },
  availability: {
    ...{ key: 'availability', zh: '可服务时间', en: 'Times to serve', required: true },
    example: '周六 09:00-11:30；周日 14:00-16:00',
  },
  isStudent: {
    ...{ key: 'isStudent', zh: '是否学生', en: 'Student', example: '否', words: truths },
  },
  healthLimits: {
    ...{ key: 'healthLimits', zh: '健康限制', en: 'Limits of health', example: '' },
    ...{ shown: 'hidden', isText: true },
  },
  consents: {
    ...{ key: 'consents', zh: '同意用途', en: 'Consents', example: '位置' },
    ...{ words: purposes, isList: true },
  },
  guardianName: {
    ...{ key: 'guardian.name', zh: '监护人姓名', en: 'Guardian', example: '' },
    ...{ shown: 'name', isText: true },
  },
  guardianRelation: {
    ...{ key: 'guardian.relation', zh: '监护人关系', en: 'Relation', example: '' },
    isText: true,
  },
  guardianIdNumber: {
    ...{ key: 'guardian.idNumber', zh: '监护人身份证号', en: 'Guardian id number', example: '' },
    ...{ shown: 'idNumber', isCode: true },
  },
  guardianPhone: {
    ...{ key: 'guardian.phone', zh: '监护人手机号', en: 'Guardian phone', example: '' },
    ...{ shown: 'phone', isCode: true },
  },
  ground: {
    ...{ key: 'ground', zh: '代办依据', en: 'Ground', required: true, isText: true },
    example: '纸质登记表 2026-031，存放于社区档案柜',
  },
  declaration: {
    ...{ key: 'declaration', zh: '本人承诺信息真实', en: 'Declared true', required: true },
    ...{ example: '是', words: truths },
  },
} satisfies Record<string, Column>;

const RosterBody = Type.Omit(AssistedBody, ['organisationId'], { additionalProperties: false });

function read(cells: Cells) {
  const { name, idNumber, phone, residenceRegion, birthDate, address, healthLimits, ground } =
    cells;
  const consents = codesIn(byKey.consents, cells);
  return withoutGaps({
    idType: codeIn(byKey.idType, cells),
    sex: codeIn(byKey.sex, cells),
    birthDate: dayIn(birthDate),
    categories: codesIn(byKey.categories, cells),
    skills: codesIn(byKey.skills, cells),
    availability: weeklyTimesIn(byKey.availability, cells),
    isStudent: truthIn(byKey.isStudent, cells),
    consents: consents.length > 0 ? consents : undefined,
    guardian: guardianOf(cells),
    declaration: truthIn(byKey.declaration, cells),
    ...{ name, idNumber, phone, residenceRegion, address, healthLimits, ground },
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

function withoutGaps(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept;
}

export const volunteersKind = defineKind({
  sheet: '志愿者',
  columns: Object.values(byKey),
  action: 'volunteer.register_for',
  through: 'as_said',
  schema: RosterBody,
  read,
  // As they are kept: two ways to write one number are one.
  keysOf({ idNumber, phone = '' }) {
    const number = phoneIn(phone);
    return [
      ...(idNumber ? [{ column: 'idNumber', value: idNumber.toUpperCase() }] : []),
      ...(number ? [{ column: 'phone', value: number }] : []),
    ];
  },
  settlesOn: ({ person, phone }) =>
    person && { person: person.id, pointer: phone === undefined ? '/idNumber' : '/phone' },
  inList: {
    already_volunteer: words(
      '这个手机号已是另一位志愿者的。夫妻共用手机号的，其中一位的手机号请留空。',
      'This phone is that of another volunteer. Of a couple that shares one, leave it empty for one of them.',
    ),
    region_unknown: words(
      '没有这个社区代码，应为 12 位数字，请在模板的“社区代码”表中查找。',
      'There is no such community; its code has 12 digits and stands in the sheet “社区代码” of the template.',
    ),
  },
  judge: examineRoster,
  prepare: prepareRoster,
});
