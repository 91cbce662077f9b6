/** A column that is sealed with a data key, and what its place is called in the envelope. */
export interface SealedColumn {
  table: string;
  /** In the database. */
  column: string;
  /** In the envelope's place (`SealPlace.column`). */
  place: string;
  /** The column that names the row in the envelope's place. */
  row: string;
}

/**
 * Every column that is sealed with a data key, for changing keys; a test holds them against what the database really
 * has. What is sealed with a person's own key needs no new one: that key is sealed itself.
 */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'people.person', column: 'key_sealed', place: 'key', row: 'id' },
  { table: 'filings.filing', column: 'people_sealed', place: 'people', row: 'id' },
  { table: 'organisations.member', column: 'person_sealed', place: 'person', row: 'id' },
  { table: 'sign_in.authenticator', column: 'secret_sealed', place: 'secret', row: 'person_id' },
];
