import t from 'tap';
import { newId } from '../../src/kit/id.ts';
import type { Call } from '../../src/ledger/lane.ts';
import { openLine } from '../../src/ledger/line.ts';
import { transferCodes } from '../../src/ledger/transfer.ts';

const move = (debit: string, credit: string) => ({
  id: newId(),
  ...{ debit, credit, amount: 1, code: transferCodes.service_points, ruleVersion: 1 },
});
const callOf = (...accounts: [string, string][]): Call => ({
  book: 1,
  transfers: accounts.map(([debit, credit]) => move(debit, credit)),
  resolve: () => {},
  reject: () => {},
});
const lineOf = (transfersMax: number, ...calls: Call[]) => {
  const line = openLine(transfersMax);
  for (const call of calls) line.join(call);
  return line;
};
/** A line with a batch under way, and who has joined behind it. */
const lineBehind = (transfersMax: number, first: Call, ...calls: Call[]) => {
  const line = lineOf(transfersMax, first);
  const batch = line.take();
  for (const call of calls) line.join(call);
  return { line, done: () => line.done(batch) };
};

t.test('calls go in the order of their coming, as many as fit, of one book', async (t) => {
  const [a, b, c] = [callOf(['p', 'q']), callOf(['s', 't'], ['t', 'u']), callOf(['v', 'w'])];
  const elsewhere = { ...callOf(['x', 'y']), book: 2 };
  const line = lineOf(3, a, elsewhere, b, c);
  t.equal(line.length(), 5);
  t.strictSame(line.take(), [a, b]);
  t.strictSame(line.take(), [elsewhere]);
  t.strictSame(line.take(), [c]);
  t.strictSame(line.take(), []);
  t.equal(line.length(), 0);
});

t.test('a call on an account that is under way lets the others pass', async (t) => {
  const [debit, credit, apart] = [callOf(['p', 'q']), callOf(['r', 'p']), callOf(['r', 's'])];
  const { line, done } = lineBehind(3, callOf(['p', 'z']), debit, credit, apart);
  t.strictSame(line.take(), [apart]);
  t.equal(line.length(), 2);
  done();
  t.strictSame(line.take(), [debit], 'the other still waits for r');
  t.strictSame(line.take(), [credit]);
});

t.test('a call lets others pass three times, not for ever', async (t) => {
  const wanted = callOf(['p', 'q']);
  const { line } = lineBehind(1, callOf(['p', 'z']), wanted);
  for (const turn of [1, 2, 3]) {
    const other = callOf([`r${turn}`, `s${turn}`]);
    line.join(other);
    t.strictSame(line.take(), [other], `turn ${turn}`);
  }
  line.join(callOf(['r', 's']));
  t.strictSame(line.take(), [wanted]);
});

t.test('when all are on busy accounts the first go and wait in the database', async (t) => {
  const calls = [callOf(['p', 'hot']), callOf(['q', 'hot']), callOf(['r', 'hot'])];
  const { line } = lineBehind(2, callOf(['o', 'hot']), ...calls);
  t.strictSame(line.take(), calls.slice(0, 2));
  t.strictSame(line.clear(), calls.slice(2));
  t.equal(line.length(), 0);
});

t.test('what names no accounts stands back for nobody', async (t) => {
  const reversal: Call = {
    ...callOf(),
    transfers: [
      {
        ...{ id: newId(), kind: 'reversal', origin: newId() },
        ...{ code: transferCodes.service_points, ruleVersion: 1 },
      },
    ],
  };
  const { line } = lineBehind(1, callOf(['p', 'q']), callOf(['p', 'q']), reversal);
  t.strictSame(line.take(), [reversal]);
});
