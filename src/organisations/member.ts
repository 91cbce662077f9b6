import type { Deps } from '../kit/deps.ts';
import { maskName, maskPhone } from '../kit/mask.ts';
import { openMember } from './roster.ts';
import type { MemberRow } from './tables.ts';

/** Somebody of a roster as others see them. */
export function describeMember(deps: Pick<Deps, 'vault'>, row: MemberRow) {
  const { name, phone } = openMember(deps, row);
  return {
    ...{ id: row.id, name: maskName(name) },
    phone: phone === undefined ? null : maskPhone(phone),
    ...{ post: row.post, joinedAt: row.joinedAt.toISOString() },
  };
}
