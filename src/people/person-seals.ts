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

/**
 * A new key of somebody's own, and the columns of a person whose phone, if there is one, is sealed with it; the index of
 * that may be known already.
 */
export function newSeals(
  { vault }: Vaulted,
  id: string,
  phone: string | undefined,
  phoneIndex?: Buffer,
) {
  const { sealedKey: keySealed, seals } = vault.newKey(keyPlace(id));
  if (phone === undefined) return { seals, columns: { keySealed } };
  const phoneSealed = seals.seal(phonePlace(id), phone);
  return {
    seals,
    columns: { keySealed, phoneSealed, phoneIndex: phoneIndex ?? vault.index('phone', phone) },
  };
}

/** The columns of a phone, sealed with the person's own key. */
export const sealPhone = ({ vault }: Vaulted, seals: Seals, id: string, phone: string) => ({
  phoneSealed: seals.seal(phonePlace(id), phone),
  phoneIndex: vault.index('phone', phone),
});

/** Only the columns. */
export const sealedPerson = (vaulted: Vaulted, id: string, phone: string | undefined) =>
  newSeals(vaulted, id, phone).columns;

/** The phone itself; undefined for somebody without one, or who has left. */
export function openPhone(
  vaulted: Vaulted,
  person: Keyed & Pick<PersonRow, 'phoneSealed'>,
): string | undefined {
  const { id, phoneSealed } = person;
  return phoneSealed ? sealsOf(vaulted, person)?.open(phonePlace(id), phoneSealed) : undefined;
}
