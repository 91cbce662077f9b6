import { sql } from 'drizzle-orm';
import { type Db, transactOn } from '../kit/db.ts';
import { checkBooks } from './promises-store.ts';
import { refuse } from './refusals.ts';

/** How the functions of the database answer when they have changed nothing. */
type YearFault = 'year_not_oldest' | 'year_not_over' | 'year_holds_open' | 'year_not_closed';

/**
 * Takes the transfers of a year out of the books; they stay in `ledger.transfer_YYYY`, to be dumped, kept elsewhere
 * and dropped. What each account had come to is brought forward. Needs the owner of the books. Two transactions:
 * first ids of the year are refused for good, then, as they stand still, they are added up and detached; asked again
 * after a crash between them it goes on.
 * Refuses: books_not_in_order, since what is wrong in the year could not be told afterwards; year_not_oldest,
 * year_not_over, year_holds_open, year_not_closed.
 */
export async function detachYear(ownerDb: Db, year: number): Promise<void> {
  const breaches = (await checkBooks(ownerDb)).flatMap(({ breaches }) => breaches);
  if (breaches.length > 0) throw refuse('books_not_in_order');
  for (const step of ['end_year', 'detach_year'] as const) {
    const [row] = await transactOn(ownerDb)(async (tx) => {
      // A year is added up once and for all, however long it takes.
      await tx.execute(sql`SET LOCAL statement_timeout = 0`);
      return tx.execute<{ answer: 'ended' | 'detached' | YearFault }>(
        sql`SELECT ${sql.raw(`ledger.${step}`)}(${year}) AS answer`,
      );
    });
    const { answer } = row!;
    if (answer !== 'ended' && answer !== 'detached') throw refuse(answer);
  }
}
