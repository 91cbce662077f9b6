import { randomBytes } from 'node:crypto';
import t from 'tap';
import { openVault } from '../../src/kit/seal.ts';

const masterKey = randomBytes(32);
const vault = openVault(masterKey);
const place = { table: 'people.volunteer', column: 'name', row: 'row-1' };

t.test(
  'what was sealed opens at its place, also in another process with the same key',
  async (t) => {
    for (const text of ['李小明', '', '13812345678', 'x'.repeat(10_000), '𠮷\u0000"']) {
      t.equal(vault.open(place, vault.seal(place, text)), text);
      t.equal(openVault(Buffer.from(masterKey)).open(place, vault.seal(place, text)), text);
    }
  },
);

t.test('what was sealed does not open at another place', async (t) => {
  const envelope = vault.seal(place, '李小明');
  for (const other of [{ row: 'row-2' }, { column: 'id_number' }, { table: 'people.person' }])
    t.throws(() => vault.open({ ...place, ...other }, envelope), `as ${JSON.stringify(other)}`);
});

t.test('a flipped bit, wherever it is, keeps the envelope shut', async (t) => {
  const envelope = vault.seal(place, '李小明');
  for (let bit = 0; bit < envelope.length * 8; bit++) {
    const changed = Buffer.from(envelope);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    t.throws(() => vault.open(place, changed), `bit ${bit}`);
  }
});

t.test('a shortened or lengthened envelope stays shut', async (t) => {
  const envelope = vault.seal(place, '李小明');
  for (let length = 0; length < envelope.length; length++)
    t.throws(() => vault.open(place, envelope.subarray(0, length)), `${length} bytes`);
  t.throws(() => vault.open(place, Buffer.concat([envelope, Buffer.alloc(1)])), 'a byte more');
});

t.test('a tag shorter than 16 bytes is never taken, or guessing would get cheap', async (t) => {
  // Cut at both ends, so short an envelope would use its own first bytes as a tag.
  for (let length = 1; length < 29; length++) {
    const forged = Buffer.alloc(length, 1);
    t.throws(() => vault.open(place, forged), /envelope/, `${length} bytes`);
  }
});

t.test('another key opens nothing', async (t) => {
  const other = openVault(randomBytes(32));
  t.throws(() => other.open(place, vault.seal(place, '李小明')));
  t.throws(() => openVault(randomBytes(31)), 'a key of another length is no key');
});

t.test(
  'the same text is never sealed into the same bytes, and never stands readable in them',
  async (t) => {
    const envelopes = Array.from({ length: 50 }, () => vault.seal(place, '13812345678'));
    t.equal(new Set(envelopes.map((envelope) => envelope.toString('hex'))).size, 50);
    t.notOk(envelopes.some((envelope) => envelope.includes('13812345678')));
  },
);

t.test('an index is the same for the same value, and for nothing else', async (t) => {
  const index = vault.index('phone', '13812345678');
  t.same(openVault(Buffer.from(masterKey)).index('phone', '13812345678'), index, 'stable');
  const others = [
    vault.index('phone', '13812345679'),
    vault.index('national-id', '13812345678'),
    openVault(randomBytes(32)).index('phone', '13812345678'),
  ];
  for (const other of others) t.notSame(other, index);
});

t.test('each use has its own key', async (t) => {
  const uses = ['token/1', 'cursor/1', 'seal/1', 'index/1'].map((use) => vault.derive(use));
  t.equal(new Set(uses.map((key) => key.toString('hex'))).size, uses.length);
  t.ok(uses.every((key) => key.length === 32 && !key.equals(masterKey)));
});
