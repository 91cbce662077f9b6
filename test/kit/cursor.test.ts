import { createHmac, randomBytes } from 'node:crypto';
import t from 'tap';
import { openCursors, pageOf } from '../../src/kit/cursor.ts';
import { openVault } from '../../src/kit/seal.ts';

const vault = openVault(randomBytes(32));
const cursors = openCursors(vault);

t.test(
  'a cursor gives back the position it was made of, in any process with the key',
  async (t) => {
    for (const last of [['2026-11-23', 7], [''], ['李"\\', '0'], []]) {
      const cursor = cursors.write('statement', last);
      t.match(cursor, /^[\w-]+$/, 'fit for a URL');
      t.same(openCursors(vault).read('statement', cursor), last.map(String));
    }
  },
);

t.test('a cursor that is forged, changed or of another list is refused by name', async (t) => {
  const cursor = cursors.write('statement|person-1', ['2026-11-23', 7]);
  const bytes = Buffer.from(cursor, 'base64url');
  const text = JSON.stringify(['statement|person-1', '2026-11-23', '8']);
  const signedWith = (key: Buffer) =>
    Buffer.concat([
      createHmac('sha256', key).update(text).digest().subarray(0, 12),
      Buffer.from(text),
    ]);
  const cases: Record<string, string> = {
    'another list': cursors.write('records|person-1', ['2026-11-23', 7]),
    'the list of another person': cursors.write('statement|person-2', ['2026-11-23', 7]),
    'another town': openCursors(openVault(randomBytes(32))).write('statement|person-1', ['x']),
    'signed with a guessed key': signedWith(Buffer.alloc(32)).toString('base64url'),
    'signed with the key of another use': signedWith(vault.derive('token/1')).toString('base64url'),
    unsigned: Buffer.from(text).toString('base64url'),
    'without its end': bytes.subarray(0, -1).toString('base64url'),
    'without its signature': bytes.subarray(12).toString('base64url'),
    'a signature alone': bytes.subarray(0, 12).toString('base64url'),
    nothing: '',
    'no base64': '%%%%',
    'a number': '40',
  };
  for (const [why, forged] of Object.entries(cases)) {
    const read = () => cursors.read('statement|person-1', forged);
    t.throws(read, { code: 'bad_cursor', status: 400, detail: { pointer: '/cursor' } }, why);
  }
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    const read = () => cursors.read('statement|person-1', changed.toString('base64url'));
    t.throws(read, { code: 'bad_cursor' }, `bit ${bit} flipped`);
  }
});

t.test('a page shows what was asked for, and a cursor only where more follows', async (t) => {
  const page = (rows: number[]) =>
    pageOf(
      rows,
      2,
      (row) => row * 10,
      (last) => `after ${last}`,
    );
  t.same(page([]), { items: [], nextCursor: null });
  t.same(page([1]), { items: [10], nextCursor: null });
  t.same(page([1, 2]), { items: [10, 20], nextCursor: null });
  t.same(page([1, 2, 3]), { items: [10, 20], nextCursor: 'after 2' });
});
