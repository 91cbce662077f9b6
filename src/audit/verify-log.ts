import type { Deps } from '../kit/deps.ts';
import { lineOf, readLine } from './checkpoint-line.ts';
import { findCheckpoint, newestNumber } from './checkpoint-store.ts';
import { isAsSigned, verifyLanes } from './verification-store.ts';
import { missingCheckpoints } from './write-out-log.ts';

/** Of each of the 32 lanes, so that it takes a second or two; all of it is checked by check-books. */
const entriesPerLaneMax = 2000;

export interface LogVerdict {
  /** How many entries were looked at: the newest of each lane. */
  entries: number;
  /** The newest signed checkpoint, which the lanes lead through; null before the first. */
  checkpoint: number | null;
  /** What is wrong first; null where all is as it was written. */
  broken: string | null;
}

/**
 * Looks whether the newest part of a book's log is as it was written: each entry follows the one before it, each lane ends
 * where it says, the newest checkpoint was signed by us and is led through, and is the one that stands outside of the database.
 */
export async function verifyLog(
  deps: Pick<Deps, 'db' | 'vault' | 'checkpointFolder'>,
  book: number,
): Promise<LogVerdict> {
  const { db, vault } = deps;
  const lanes = await verifyLanes(db, book, entriesPerLaneMax);
  const entries = lanes.reduce((sum, each) => sum + each.entries, 0);
  const number = await newestNumber(db, book);
  const row = number === undefined ? undefined : await findCheckpoint(db, book, number);
  const lane = lanes.find(({ firstWrong }) => firstWrong !== null);
  const fault = async () => {
    if (lane) return `${lane.lane}-${lane.firstWrong}`;
    if (row && !readLine(vault, lineOf(row)))
      return `checkpoint ${number}: its signature is not ours`;
    if (row && !(await isAsSigned(db, book, row.number)))
      return `checkpoint ${number}: the chains do not lead through it`;
    const [outside] = (await missingCheckpoints(db, deps)).filter((each) => each.book === book);
    return outside ? `${outside.what}: ${outside.detail}` : null;
  };
  const checkpoint = number === undefined ? null : Number(number);
  return { entries, checkpoint, broken: await fault() };
}
