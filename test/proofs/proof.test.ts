import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import t, { type Test } from 'tap';
import { newId } from '../../src/kit/id.ts';
import { accountId, changeAccount, post, transferCodes } from '../../src/ledger/index.ts';
import { makeCheckpoint } from '../../src/proofs/index.ts';
import { givePoints } from '../support/points.ts';
import { phones } from '../support/steps.ts';
import { type Client, testTown } from '../support/town.ts';

/** As somebody at home would: the verifier as downloaded, files, and no network. */
async function home(t: Test, anybody: Client) {
  const folder = await mkdtemp(join(tmpdir(), 'linli-proof-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const program = join(folder, 'verify-proof.mjs');
  const downloaded = await anybody.call('GET', '/v1/proof-verifier');
  t.match(downloaded.headers['content-type'], /^text\/javascript/);
  await writeFile(program, downloaded.body);
  const keys = join(folder, 'jwks.json');
  const { body: jwks } = await anybody.call('GET', '/.well-known/jwks.json');
  await writeFile(keys, JSON.stringify(jwks));
  let files = 0;
  return {
    jwks,
    async verify(proof: unknown, ownKeys?: unknown): Promise<{ code: number; said: string }> {
      const path = join(folder, `proof-${++files}.json`);
      await writeFile(path, typeof proof === 'string' ? proof : JSON.stringify(proof));
      const keysPath = ownKeys ? `${path}.keys` : keys;
      if (ownKeys) await writeFile(keysPath, JSON.stringify(ownKeys));
      return new Promise((resolve) => {
        execFile(process.execPath, [program, path, keysPath], { env: {} }, (error, said) =>
          resolve({ code: error ? Number(error.code) : 0, said }),
        );
      });
    },
  };
}

/** Two volunteers with hours and points; the first has spent some, and has a ceiling. */
async function townWithHistory(t: Test) {
  const town = await testTown(t, { worker: false });
  const { book } = town.plan;
  const wang = await town.signIn(phones.volunteer(1));
  const li = await town.signIn(phones.volunteer(2));
  const till = await town.signIn(phones.merchant(1));
  await givePoints(
    town,
    [wang, li].map(({ personId }) => personId),
    1000,
  );
  await makeCheckpoint(town.deps, book);
  const spend = async (centipoints: number) => {
    const { code } = (await wang.call('POST', '/v1/pay-codes', {})).body;
    const key = { 'idempotency-key': newId() };
    t.equal((await till.call('POST', '/v1/redemptions', { code, centipoints }, key)).status, 201);
  };
  for (const centipoints of [100, 50, 25]) await spend(centipoints);
  const points = accountId(book, wang.personId, 'points_main');
  await town.deps.transact((tx) =>
    changeAccount(tx, book, points, { floor: 0, ceiling: 1_000_000, closed: false }),
  );
  const lines = async (unit: string): Promise<{ id: string }[]> =>
    (await wang.call('GET', `/v1/volunteers/me/statement?unit=${unit}`)).body.items;
  const proofOf = (id: string, by = wang) =>
    by.call('GET', `/v1/volunteers/me/statement/${id}/proof`);
  const balanceProof = (unit: string, by = wang) =>
    by.call('GET', `/v1/volunteers/me/balance/proof?unit=${unit}`);
  return { town, book, wang, li, till, lines, proofOf, balanceProof };
}

t.test('a line and a balance are proved to their owner and verified offline', async (t) => {
  const { town, book, wang, li, till, lines, proofOf, balanceProof } = await townWithHistory(t);
  const { verify, jwks } = await home(t, town.stranger());
  const [newest, ...older] = await lines('POINT');
  t.match(await proofOf(newest!.id), { status: 409, body: { code: 'proof_not_ready' } });
  t.ok(Number((await proofOf(newest!.id)).headers['retry-after']) > 0);
  t.match((await balanceProof('POINT')).body.balance, { balance: 1000 }, 'as it was signed');
  await makeCheckpoint(town.deps, book);

  for (const { id } of [newest!, ...older, ...(await lines('HOURS'))]) {
    const { body: proof } = await proofOf(id);
    const { code, said } = await verify(proof);
    t.equal(code, 0, said);
    t.match(said, /证明成立。账本 120000 的检查点 [12] 于 .* 签名/);
    t.match(said, /The proof holds\. When checkpoint [12] of book 120000 was signed/);
    t.ok(said.includes(id) && said.includes(wang.personId));
  }
  t.match((await verify((await proofOf(newest!.id)).body)).said, /支出 0\.25 积分。/);
  t.ok((await proofOf(older[0]!.id)).body.after.length > 0, 'a block in the middle of a minute');
  const points = (await balanceProof('POINT')).body;
  t.match(points.balance, { balance: 825, ceiling: 1_000_000 });
  t.match((await verify(points)).said, /有 8\.25 积分，其中冻结 0\.00 积分，共 4 笔/);
  const hours = await verify((await balanceProof('HOURS')).body);
  t.match(hours, { code: 0, said: /had 120 minutes of service/ });

  const text = JSON.stringify([points, await Promise.all(older.map(({ id }) => proofOf(id)))]);
  const others = [li.personId, accountId(book, li.personId, 'points_main')];
  for (const id of others) t.notOk(text.includes(id), 'nothing of another person');
  const salts = await town.deps.db.execute<{ salt: string; account: string }>(
    sql`SELECT salt, account FROM proofs.balance_leaf`,
  );
  t.equal(new Set(salts.map(({ salt }) => salt)).size, salts.length, 'no neighbour is guessed');
  const shownSalts = salts.filter(({ salt }) => text.includes(salt));
  t.same(
    shownSalts.map(({ account }) => account),
    [points.balance.account],
  );
  t.match(await proofOf(newest!.id, li), { status: 404, body: { code: 'transfer_unknown' } });
  t.match(await proofOf(newId()), { status: 404, body: { code: 'transfer_unknown' } });
  t.match(await proofOf('1'), { status: 400 });
  t.match(await proofOf(newest!.id, till), { status: 403 });
  t.match(await proofOf(newest!.id, town.stranger()), { status: 401 });
  const nobody = await town.signIn(phones.volunteer(3));
  t.match(await balanceProof('POINT', nobody), { status: 404, body: { code: 'nothing_to_prove' } });

  const [key] = jwks.keys;
  const otherKey = { ...key, x: Buffer.alloc(32, 9).toString('base64url') };
  for (const keys of [{ keys: [] }, { keys: [otherKey] }, { keys: [{ ...key, kid: 'x' }] }, {}])
    t.equal((await verify(points, keys)).code, 1, JSON.stringify(keys));

  // Signed rightly, but by a key that is listed for something else.
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const forged = (kid: string) => {
    const jws: string = points.checkpoint;
    const header = { alg: 'EdDSA', typ: 'linli-checkpoint+jws', kid };
    const head = Buffer.from(JSON.stringify(header)).toString('base64url');
    const signed = `${head}.${jws.split('.')[1]}`;
    const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url');
    const listed = { ...publicKey.export({ format: 'jwk' }), kid };
    return verify({ ...points, checkpoint: `${signed}.${signature}` }, { keys: [listed] });
  };
  t.equal((await forged('checkpoint-9')).code, 0, 'a checkpoint of whoever has such a key');
  t.equal((await forged('token-9')).code, 1, 'a key of sessions signs no checkpoint');
  for (const broken of ['', '{', '[]', 'null', '{"proof":"constructor"}', '{"proof":"balance"}'])
    t.match(await verify(broken), { code: 1, said: /证明不成立/ }, broken);
});

t.test(
  'a hold is proved with the time until which it waits, also if that is for ever',
  async (t) => {
    const { town, book, wang, proofOf } = await townWithHistory(t);
    const debit = accountId(book, wang.personId, 'points_main');
    const credit = accountId(book, town.plan.merchants[0]!.id, 'merchant_points');
    const common = { kind: 'hold', debit, credit, amount: 5, ruleVersion: 1 } as const;
    const holds = [{ holdSeconds: 3600 }, {}].map((rest) => ({
      ...common,
      ...rest,
      id: newId(),
      code: transferCodes.lot_lapsed,
    }));
    await town.deps.transact((tx) => post(tx, book, holds));
    await makeCheckpoint(town.deps, book);
    const { verify } = await home(t, town.stranger());
    const proofs = await Promise.all(holds.map(async ({ id }) => (await proofOf(id)).body));
    t.match(proofs, [{ transfer: { expiresAt: /Z$/ } }, { transfer: { expiresAt: 'infinity' } }]);
    for (const proof of proofs)
      t.match(await verify(proof), { code: 0, said: /冻结或释放 0\.05 积分/ });
    const [hour, never] = proofs;
    const longer = { ...hour, transfer: { ...hour.transfer, expiresAt: 'infinity' } };
    const shorter = { ...never, transfer: { ...never.transfer, expiresAt: null } };
    for (const proof of [longer, shorter]) t.equal((await verify(proof)).code, 1);
  },
);

t.test('a proof shows nobody’s balance, lot or salt, and both sides can have it', async (t) => {
  const { town, book, wang, li, proofOf } = await townWithHistory(t);
  const id = newId();
  const [debit, credit] = [wang, li].map(({ personId }) =>
    accountId(book, personId, 'points_main'),
  ) as [string, string];
  const gift = { id, debit, credit, amount: 5, code: transferCodes.lot_lapsed, ruleVersion: 1 };
  await town.deps.transact((tx) => post(tx, book, [gift]));
  await makeCheckpoint(town.deps, book);
  const { verify } = await home(t, town.stranger());
  const proofs = [await proofOf(id, wang), await proofOf(id, li)];
  t.same(proofs[0]!.body.block, proofs[1]!.body.block);
  t.match(await verify(proofs[0]!.body), { code: 0, said: /支出 0\.05 积分/ });
  t.match(await verify(proofs[1]!.body), { code: 0, said: /收入 0\.05 积分/ });
  const [secret] = await town.database.ownerDb.execute<{ salt: string; moves: string[] }>(sql`
    SELECT b.salt, ARRAY(SELECT encode(ledger.leaf(m), 'hex') FROM ledger.lot_move m WHERE m.transfer = ${id}) AS moves
    FROM ledger.block b JOIN ledger.transfer t USING (book, lane) WHERE t.id = ${id} AND b.number = t.block`);
  t.ok(secret!.moves.length >= 2, 'lots moved on both sides');
  for (const { body } of proofs) {
    const text = JSON.stringify(body);
    t.same(Object.keys(body.transfer).sort(), shown);
    t.same(Object.keys(body.block).sort(), [
      'at',
      'leaves',
      'previous',
      'privateHash',
      'transfers',
    ]);
    for (const hidden of [secret!.salt, secret!.salt.replaceAll('-', ''), ...secret!.moves])
      t.notOk(text.includes(hidden), hidden);
  }
});

/** What both sides of a transfer know, and where it stands in the books. */
const shown = [
  ...['amount', 'block', 'book', 'code', 'credit', 'debit', 'effectiveAt', 'expiresAt', 'id'],
  ...['kind', 'lane', 'origin', 'position', 'recordedAt', 'ruleVersion', 'subject', 'unit'],
];

type Path = (string | number)[];

/** The place of each single value in a proof. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...at, key]));
}

const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;

/** Another value of the same kind, or none. */
function altered(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number')
    return pick([value + 1, value - 1, -value - 1, value + 256, null, `${value}`]);
  if (value === null) return pick([0, newId(), '', false, '2026-11-23T00:00:00.000000Z']);
  const text = value as string;
  const at = Math.floor(Math.random() * text.length);
  const digit = /[0-9]/.test(text[at]!) ? pick(['a', '0', '5', '9']) : pick(['b', 'Z', '1']);
  const other = digit === text[at] ? '7' : digit;
  return pick([
    text.slice(0, at) + other + text.slice(at + 1),
    text.slice(0, at) + text.slice(at + 1),
    `${text}0`,
    null,
    text.replace(/[a-z]/, (letter) => letter.toUpperCase()) === text
      ? ''
      : text.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  ]);
}

// biome-ignore lint/suspicious/noExplicitAny: any field of any proof
function alter(proof: any, path: Path): { proof: unknown; now: unknown } {
  const copy = structuredClone(proof);
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key], copy);
  const key = path.at(-1)!;
  holder[key] = altered(holder[key]);
  return { proof: copy, now: holder[key] };
}

t.test('no field of a proof can be altered: 240 random alterations are refused', async (t) => {
  const { town, book, lines, proofOf, balanceProof } = await townWithHistory(t);
  await makeCheckpoint(town.deps, book);
  const { verify } = await home(t, town.stranger());
  const [, second] = await lines('POINT');
  const [hours] = await lines('HOURS');
  const proofs = [
    (await proofOf(second!.id)).body,
    (await proofOf(hours!.id)).body,
    (await balanceProof('POINT')).body,
  ];
  const fields = proofs.flatMap((proof) => placesIn(proof).map((path) => ({ proof, path })));
  // Every field once, and more of a random choice; of many equal ones in a list also.
  const tries = [
    ...fields,
    ...Array.from({ length: Math.max(240 - fields.length, 60) }, () => pick(fields)),
  ];
  t.ok(tries.length >= 240, `${tries.length} alterations of ${fields.length} fields`);
  const wrong: string[] = [];
  const work = async () => {
    for (let next = tries.pop(); next; next = tries.pop()) {
      const { proof, now } = alter(next.proof, next.path);
      const { code, said } = await verify(proof);
      if (code !== 1 || !said.includes('证明不成立'))
        wrong.push(`${next.path.join('.')} = ${now}: ${said}`);
    }
  };
  await Promise.all([work(), work()]);
  t.same(wrong, []);

  const proof = proofs[0];
  const shorter = { ...proof, after: proof.after.slice(1) };
  const longer = { ...proof, after: [...proof.after, proof.after[0]] };
  const more = { ...proof, comment: 'x' };
  const swapped = { ...proof, checkpoint: proofs[1].checkpoint };
  for (const one of [shorter, longer, more, swapped]) t.equal((await verify(one)).code, 1);
  for (const one of proofs) t.equal((await verify(one)).code, 0, 'unaltered they hold');
});
