import type { Deps } from '../kit/deps.ts';
import { findPerson, findVolunteer, openName, openPhone, sealsOf } from '../people/index.ts';
import { findDivision } from '../regions/index.ts';

/** Ends of a phone that people take for a password. */
const endsOfPhone = [8, 6, 4];

/** What others would try first as somebody's password: phone, name, the name of the city. */
export async function ownWords(
  deps: Pick<Deps, 'db' | 'vault'>,
  book: number,
  personId: string,
): Promise<string[]> {
  const { db } = deps;
  const person = await findPerson(db, book, personId);
  const phone = person && openPhone(deps, person);
  const seals = person && sealsOf(deps, person);
  const volunteer = await findVolunteer(db, book, personId);
  const city = (await findDivision(db, book, String(book)))?.name;
  return [
    ...(phone ? [phone, ...endsOfPhone.map((digits) => phone.slice(-digits))] : []),
    ...(seals && volunteer?.nameSealed ? [openName(seals, volunteer)] : []),
    ...(city ? [city, city.replace(/[市州盟]$/, '')] : []),
  ];
}
