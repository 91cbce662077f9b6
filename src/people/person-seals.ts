import type { Deps } from '../kit/deps.ts';
import type { Seals } from '../kit/seal.ts';
import type { PersonRow } from './tables.ts';

type Keyed = Pick<PersonRow, 'id' | 'keySealed'>;
type Vaulted = Pick<Deps, 'vault'>;

export const keyPlace = (row: string) => ({ table: 'people.person', column: 'key', row });
const phonePlace = (row: string) => ({ table: 'people.person', column: 'phone', row });

/** With what a person's own data is sealed; undefined for somebody who has left. */
export function sealsOf({ vault }: Vaulted, { id, keySealed }: Keyed): Seals | undefined {
  return keySealed ? vault.unlock(keyPlace(id), keySealed) : undefined;
}

/** The columns of a person whose phone, if there is one, is sealed with a new key of their own. */
export function sealedPerson({ vault }: Vaulted, id: string, phone: string | undefined) {
  const keySealed = vault.newKey(keyPlace(id));
  if (phone === undefined) return { keySealed };
  return {
    keySealed,
    phoneSealed: vault.unlock(keyPlace(id), keySealed).seal(phonePlace(id), phone),
    phoneIndex: vault.index('phone', phone),
  };
}

/** The phone itself; undefined for somebody without one, or who has left. */
export function openPhone(
  vaulted: Vaulted,
  person: Keyed & Pick<PersonRow, 'phoneSealed'>,
): string | undefined {
  const { id, phoneSealed } = person;
  return phoneSealed ? sealsOf(vaulted, person)?.open(phonePlace(id), phoneSealed) : undefined;
}
