// 离线验证邻里时间银行的证明 / Verifies a proof of the Linli time bank, offline:
//
//   node verify-proof.mjs proof.json jwks.json
//
// Needs Node 16 or newer and nothing else. jwks.json holds the bank's public keys (/.well-known/jwks.json); keep a copy
// of your own. Exit code 0: the proof holds. 1: it does not, and nothing follows from it.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What is hashed, column by column; `?` may be null. */
const transferRow =
  'book:int4 id:uuid kind:int2 unit:int2 code:int2 ruleVersion:int4 debit:uuid credit:uuid amount:int8 subject:uuid? origin:uuid? ' +
  'recordedAt:time effectiveAt:time? lane:int2 block:int8 position:int2 expiresAt:time?';
const balanceRow =
  'book:int4 account:uuid unit:int2 balance:int8 debitPending:int8 creditPending:int8 version:int8 floor:int8? ceiling:int8? closed:bool salt:uuid';
const blockRow =
  'book:int4 lane:int2 number:int8 transfers:int4 at:time previous:hash leavesHash:hash privateHash:hash';
const treeLevels = 16;
/** What the units count, in Chinese and English, and how many make one. */
const units = {
  1: ['分钟服务时长', 'minutes of service', 1],
  2: ['分钟时间币', 'minutes of time coin', 1],
  3: ['积分', 'points', 100],
};

function demand(condition, zh, en) {
  if (!condition) throw new Error(`${zh} / ${en}`);
}

function sha256(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

const unhex = (text) => Buffer.from(text, 'hex');

const integer = (number, bytes) => ({
  number,
  fits: (value) =>
    Number.isSafeInteger(value) &&
    !Object.is(value, -0) &&
    BigInt.asIntN(bytes * 8, BigInt(value)) === BigInt(value),
  bytes(value) {
    const all = Buffer.alloc(8);
    all.writeBigInt64BE(BigInt(value));
    return all.subarray(8 - bytes);
  },
});
const written = (pattern) => (value) => typeof value === 'string' && pattern.test(value);
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** PostgreSQL's types: their numbers, the one way in which a value may be written here, and its bytes. */
const types = {
  int2: integer(21, 2),
  int4: integer(23, 4),
  int8: integer(20, 8),
  uuid: {
    number: 2950,
    fits: written(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    bytes: (value) => unhex(value.replace(/-/g, '')),
  },
  hash: { number: 17, fits: written(/^[0-9a-f]{64}$/), bytes: unhex },
  bool: {
    number: 16,
    fits: (value) => typeof value === 'boolean',
    bytes: (value) => Buffer.from([value ? 1 : 0]),
  },
  time: {
    number: 1184,
    fits: (value) =>
      value === 'infinity' ||
      (written(timePattern)(value) &&
        new Date(value).toISOString().slice(0, 23) === value.slice(0, 23)),
    /** Microseconds since 2000; the largest number for infinity. */
    bytes(value) {
      if (value === 'infinity') return unhex('7fffffffffffffff');
      const seconds = BigInt(Date.parse(`${value.slice(0, 19)}Z`) - Date.UTC(2000, 0)) * 1000n;
      return types.int8.bytes(seconds + BigInt(value.slice(20, 26)));
    },
  },
  text: { fits: (value) => typeof value === 'string' },
  list: { fits: Array.isArray },
  hashes: { fits: (value) => Array.isArray(value) && value.every(types.hash.fits) },
  object: { fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value) },
};

const columnsOf = (row) =>
  row.split(' ').map((column) => {
    const [, name, type, nullable] = /^(\w+):(\w+)(\??)$/.exec(column);
    return { name, type: types[type], nullable: nullable !== '' };
  });

/** The object has these fields, no others, and each is what it should be: nothing can be altered unnoticed. */
function demandFields(what, object, row) {
  const columns = columnsOf(row);
  demand(types.object.fits(object), `缺少 ${what}`, `${what} is missing`);
  for (const name of Object.keys(object)) {
    const known = columns.some((column) => column.name === name);
    demand(known, `${what} 有多余的 ${name}`, `${what} has a field too many, ${name}`);
  }
  for (const { name, type, nullable } of columns) {
    const right = (nullable && object[name] === null) || type.fits(object[name]);
    demand(right, `${what} 的 ${name} 不正确`, `${name} of ${what} is not what it should be`);
  }
}

/** PostgreSQL's record_send: how many columns; for each its type, its length (-1 for null) and its bytes, big-endian. */
function record(row, object) {
  const int4 = types.int4.bytes;
  const columns = columnsOf(row).map(({ name, type }) => {
    const bytes = object[name] === null ? null : type.bytes(object[name]);
    return Buffer.concat([int4(type.number), int4(bytes ? bytes.length : -1), bytes ?? unhex('')]);
  });
  return Buffer.concat([int4(columns.length), ...columns]);
}

/** What a signed text (RFC 7515) says, when one of the keys signed it. */
function openCheckpoint(jws, keys) {
  const parts = jws.split('.').map((part) => Buffer.from(part, 'base64url'));
  const whole = parts.length === 3 && parts.map((part) => part.toString('base64url')).join('.');
  demand(whole === jws, '检查点格式不正确', 'the checkpoint is not a signed text');
  const { alg, typ, kid } = JSON.parse(parts[0]);
  const ours = alg === 'EdDSA' && typ === 'linli-checkpoint+jws';
  demand(ours, '这不是检查点', 'this is not a checkpoint');
  // The same file lists the keys of sessions, which sign no checkpoints.
  const ofCheckpoints = typeof kid === 'string' && kid.startsWith('checkpoint-');
  const jwk = keys.find(
    (key) => ofCheckpoints && key.kid === kid && key.kty === 'OKP' && key.crv === 'Ed25519',
  );
  demand(jwk, '公钥文件中没有所需的公钥', 'the file of keys lacks the key that is needed');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: jwk.x }, format: 'jwk' });
  const signed = Buffer.from(jws.slice(0, jws.lastIndexOf('.')));
  demand(verify(null, signed, key, parts[2]), '签名不正确', 'the signature is wrong');
  return JSON.parse(parts[1]);
}

/** The id of a person's account is derived from the person: SHA-256 as a UUID of version 8 (RFC 9562). */
function accountOf(book, { person, kind }) {
  const bytes = unhex(sha256(`${book}/account/${person}/${kind}`)).subarray(0, 16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function inWords(amount, unit, language) {
  demand(units[unit], '未知单位', 'the unit is not known');
  const one = units[unit][2];
  return `${(amount / one).toFixed(one === 1 ? 0 : 2)} ${units[unit][language]}`;
}

/** The transfer is in its block, the block in the chain, and the chain's hash in the checkpoint. */
function provesTransfer(proof, keys) {
  const shape = 'proof:text holder:object transfer:object block:object after:list checkpoint:text';
  demandFields('proof', proof, shape);
  const { holder, transfer, block, after } = proof;
  demandFields('holder', holder, 'person:uuid kind:text');
  demandFields('transfer', transfer, transferRow);
  demandFields(
    'block',
    block,
    'transfers:int4 at:time privateHash:hash previous:hash leaves:hashes',
  );
  const { book, lane, position } = transfer;
  const { leaves, ...header } = block;
  const inBlock =
    leaves.length === block.transfers &&
    leaves[position - 1] === sha256(record(transferRow, transfer));
  demand(inBlock, '这笔转账不在区块中', 'the block does not hold this transfer');
  let number = transfer.block;
  const leavesHash = sha256(unhex(leaves.join('')));
  let hash = sha256(record(blockRow, { ...header, book, lane, number, leavesHash }));
  for (const next of after) {
    demandFields('after', next, 'transfers:int4 at:time privateHash:hash leavesHash:hash');
    number += 1;
    hash = sha256(record(blockRow, { ...next, book, lane, number, previous: hash }));
  }
  const checkpoint = openCheckpoint(proof.checkpoint, keys);
  const head = checkpoint.lanes.find((each) => each.lane === lane);
  const signed = checkpoint.book === book && head?.block === number && head.hash === hash;
  demand(signed, '检查点不包含该区块', 'the checkpoint does not hold this block');
  const own = accountOf(book, holder);
  const received = own === transfer.credit;
  demand(received || own === transfer.debit, '这不是此人的', 'it is not this person’s');
  const moves = ![1, 3, 4].includes(transfer.kind);
  const [zh, en] = !moves
    ? ['冻结或释放', 'held or released']
    : received
      ? ['收入', 'received']
      : ['支出', 'gave'];
  const words = (language) => inWords(transfer.amount, transfer.unit, language);
  return {
    checkpoint,
    zh: `账本已记有转账 ${transfer.id}：${holder.person} 于 ${transfer.recordedAt} ${zh} ${words(0)}。`,
    en: `the books held transfer ${transfer.id}: ${holder.person} ${en} ${words(1)} at ${transfer.recordedAt}.`,
  };
}

/** The balance is in its bucket, the bucket in the tree, and the tree's root in the checkpoint. */
function provesBalance(proof, keys) {
  const shape = 'proof:text holder:object balance:object bucket:object path:hashes checkpoint:text';
  demandFields('proof', proof, shape);
  const { holder, balance, bucket, path } = proof;
  demandFields('holder', holder, 'person:uuid kind:text');
  demandFields('balance', balance, balanceRow);
  demandFields('bucket', bucket, 'before:hashes after:hashes');
  demand(path.length === treeLevels, '路径不完整', 'the path is not whole');
  // The first byte says what is hashed, so that none can pass for another: 0 a balance, 1 two nodes, 2 a bucket.
  const leaf = sha256('\x00', record(balanceRow, balance));
  let hash = sha256('\x02', unhex([...bucket.before, leaf, ...bucket.after].join('')));
  let place = Number.parseInt(balance.account.slice(0, 4), 16);
  for (const other of path) {
    hash = sha256('\x01', unhex(place % 2 === 0 ? hash + other : other + hash));
    place >>= 1;
  }
  const checkpoint = openCheckpoint(proof.checkpoint, keys);
  const signed = checkpoint.book === balance.book && checkpoint.root === hash;
  demand(signed, '检查点不包含该余额', 'the checkpoint does not hold this balance');
  const own = accountOf(balance.book, holder) === balance.account;
  demand(own, '这不是此人的', 'it is not this person’s');
  const words = (language) => [
    inWords(balance.balance, balance.unit, language),
    inWords(balance.debitPending, balance.unit, language),
  ];
  return {
    checkpoint,
    zh: `${holder.person} 有 ${words(0)[0]}，其中冻结 ${words(0)[1]}，共 ${balance.version} 笔。`,
    en: `${holder.person} had ${words(1)[0]}, of which ${words(1)[1]} were held, after ${balance.version} transfers.`,
  };
}

const say = (line) => process.stdout.write(`${line}\n`);
try {
  const usage = 'node verify-proof.mjs proof.json jwks.json';
  demand(process.argv.length === 4, `用法：${usage}`, `usage: ${usage}`);
  const [proof, jwks] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, 'utf8')));
  const kinds = new Map([
    ['transfer', provesTransfer],
    ['balance', provesBalance],
  ]);
  const proves = kinds.get(proof.proof);
  demand(proves, '这不是证明文件', 'this is not a proof');
  const { checkpoint, zh, en } = proves(proof, jwks.keys);
  const { book, number, at } = checkpoint;
  say(`证明成立。账本 ${book} 的检查点 ${number} 于 ${at} 签名，当时${zh}`);
  say(`The proof holds. When checkpoint ${number} of book ${book} was signed at ${at}, ${en}`);
} catch (error) {
  say(`证明不成立 / the proof does not hold: ${error.message}`);
  process.exitCode = 1;
}
