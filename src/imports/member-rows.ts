import { invariant } from '../kit/invariant.ts';
import type { Text } from '../kit/refusal.ts';
import { examineMembers, MemberBody, prepareMembers, rosterKey } from '../organisations/index.ts';
import { phoneIn } from '../people/index.ts';
import type { Cells, Column } from './cells.ts';
import { defineKind, type Importer } from './kind.ts';
import { codeIn } from './words.ts';

/** Whoever has no post has none of these words. */
export const posts: Record<'social_worker', Text> = {
  social_worker: { 'zh-CN': '专职社工', en: 'social worker' },
};

const postColumn: Column = {
  ...{ key: 'post', zh: '职务', en: 'Post', example: posts.social_worker['zh-CN'], words: posts },
};
const columns: readonly Column[] = [
  {
    ...{ key: 'name', zh: '姓名', en: 'Name', required: true, example: '张示例' },
    ...{ shown: 'name', isText: true },
  },
  {
    ...{ key: 'phone', zh: '手机号', en: 'Phone', example: '13912340002', shown: 'phone' },
    isCode: true,
  },
  postColumn,
];

function read(cells: Cells) {
  const { name, phone } = cells;
  const post = codeIn(postColumn, cells);
  return {
    name,
    ...(phone === undefined ? {} : { phone }),
    ...(post === undefined ? {} : { post }),
  };
}

function bodyOf({ organisationId }: Importer): string {
  invariant(organisationId, 'members are of an organisation');
  return organisationId;
}

export const membersKind = defineKind({
  sheet: '成员',
  columns,
  action: 'member.add',
  through: 'always',
  schema: MemberBody,
  read,
  keysOf: ({ name = '', phone = '' }) => {
    const number = phoneIn(phone);
    return [{ column: 'name', value: rosterKey(number ? { name, phone: number } : { name }) }];
  },
  async judge(deps, importer, forms) {
    const { actor } = importer;
    const { room, verdicts } = await examineMembers(
      deps,
      actor,
      bodyOf(importer),
      forms,
      importer.room,
    );
    importer.room = room;
    return verdicts;
  },
  prepare: (deps, importer, fresh) => prepareMembers(deps, importer.actor, bodyOf(importer), fresh),
});
