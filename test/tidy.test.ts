import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t from 'tap';

const ladder = [
  'kit',
  'ledger',
  'regions',
  'rules',
  'people',
  'organisations',
  'activities',
  'records',
  'rewards',
  'settlement',
  'passbook',
  'demo',
];
/** Files that the program's own tables of contents may open without the slice's door. */
const openToRoot = /\/(routes|jobs|promises|refusals|build)\.ts$/;
const linesMax = 250;
/** May only shrink; a file that gets well below its number is to be taken down here. */
const longer: Record<string, number> = { 'src/activities/routes.ts': 300, 'src/kit/queue.ts': 260 };

interface Source {
  path: string;
  text: string;
  slice: string;
  imports: string[];
}

async function read(folder: string): Promise<Source[]> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const text = await readFile(path, 'utf8');
      const imports = [...text.matchAll(/(?:from|import) '([^']+)'|import\('([^']+)'\)/g)].map(
        (m) => m[1] ?? m[2]!,
      );
      return { path, text, slice: name.includes('/') ? name.split('/')[0]! : '', imports };
    }),
  );
}

const sources = await read('src');
const tests = await read('test');
const server = sources.filter(({ slice }) => slice !== 'web');

t.test('imports climb the ladder one way, and pass through the door of a slice', async (t) => {
  const wrong = server.flatMap((source) =>
    source.imports
      .filter((name) => name.startsWith('.'))
      .map((name) => join(dirname(source.path), name))
      .filter((target) => {
        const slice = target.split('/').length > 2 ? target.split('/')[1]! : '';
        if (slice === source.slice) return false;
        if (source.slice === '')
          return !(slice === 'kit' || target.endsWith('/index.ts') || openToRoot.test(target));
        if (ladder.indexOf(slice) === -1 || ladder.indexOf(slice) >= ladder.indexOf(source.slice))
          return true;
        return slice !== 'kit' && !target.endsWith('/index.ts');
      })
      .map((target) => `${source.path} → ${target}`),
  );
  t.same(wrong, []);
  const web = sources.filter(({ slice }) => slice === 'web');
  const outside = web.flatMap(({ path, imports }) =>
    imports
      .filter((name) => name.startsWith('.') && !join(dirname(path), name).startsWith('src/web'))
      .map((n) => `${path} → ${n}`),
  );
  t.same(outside, [], 'the web speaks HTTP only');
});

t.test('libraries stay in their homes', async (t) => {
  const homes: [library: RegExp, home: RegExp][] = [
    [/^bullmq$|^pg$/, /^src\/kit\/queue/],
    [/^jose$/, /^src\/kit\/tokens\.ts$/],
    [/^postgres$/, /^src\/kit\//],
    [/^fastify$|^@fastify\//, /^src\/(kit\/|app\.ts|people\/access\.ts|.*\/routes\.ts)/],
    [/^drizzle-orm/, /^src\/(kit\/|app\.ts|ledger\/|rules\/|.*\/(.*store|tables)\.ts)/],
    [/^react/, /^src\/web\//],
  ];
  const strays = sources.flatMap(({ path, imports }) =>
    imports
      .filter((name) => homes.some(([library, home]) => library.test(name) && !home.test(path)))
      .map((n) => `${path}: ${n}`),
  );
  t.same(strays, []);
});

t.test('one clock, one reader of the environment', async (t) => {
  const found = (what: RegExp, home: RegExp) =>
    server.filter(({ path, text }) => !home.test(path) && what.test(text)).map(({ path }) => path);
  t.same(found(/new Date\(|Date\.now\(/, /kit\/clock\.ts$/), []);
  // The embedded server passes its environment on to the programs it starts.
  t.same(found(/process\.env/, /config\.ts$|kit\/embedded-postgres/), []);
});

t.test('files stay small', async (t) => {
  const big = sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > (longer[path] ?? linesMax))
    .map(({ path, lines }) => `${path}: ${lines}`);
  t.same(big, []);
});

t.test(
  'every refusal is thrown somewhere, has both languages, and belongs to one slice',
  async (t) => {
    const codes: string[] = [];
    for (const { path, text } of server.filter(({ path }) => /refusals\.ts$/.test(path))) {
      const tables = Object.entries(await import(join('..', path))).filter(([name]) =>
        name.endsWith('Refusals'),
      );
      t.equal(tables.length, 1, `${path} exports its table`);
      const table = tables[0]![1] as Record<
        string,
        { status: number; text: Record<string, string> }
      >;
      for (const [code, { text: sentences }] of Object.entries(table)) {
        codes.push(code);
        t.ok(sentences['zh-CN'] && sentences.en, `${code} has both languages`);
        const used = server.some(
          (other) => other.text !== text && other.text.includes(`'${code}'`),
        );
        t.ok(used, `${path}: nobody refuses ${code}`);
      }
    }
    t.same(
      codes.filter((code, index) => codes.indexOf(code) !== index),
      [],
    );
  },
);

t.test('every route says who may call it and what it answers', async (t) => {
  for (const { path, text } of server.filter(({ path }) => path.endsWith('/routes.ts'))) {
    const routes = text.match(/app\.(get|post|delete)\(\s*[`'](\/v1\/)/g)?.length ?? 0;
    const count = (what: RegExp) => text.match(what)?.length ?? 0;
    t.ok(count(/config: \{ access: '/g) >= routes, `${path}: access`);
    t.ok(count(/summary/g) >= routes, `${path}: summary`);
    t.ok(count(/response: \{/g) >= routes, `${path}: response`);
  }
});

t.test(
  'a migration that was written down is never edited, and every table says what it is for',
  async (t) => {
    const { entries } = JSON.parse(await readFile('migrations/meta/_journal.json', 'utf8'));
    const files = (await readdir('migrations')).filter((name) => name.endsWith('.sql')).sort();
    t.same(
      files,
      entries.map(({ tag }: { tag: string }) => `${tag}.sql`),
    );
    for (const { tag, sha256 } of entries) {
      const text = await readFile(`migrations/${tag}.sql`, 'utf8');
      t.equal(
        createHash('sha256').update(text).digest('hex'),
        sha256,
        `${tag}.sql is as its journal says`,
      );
      for (const [, table] of text.matchAll(/CREATE TABLE ([\w.]+)/g)) {
        t.ok(text.includes(`COMMENT ON TABLE ${table} IS`), `${table} has a comment`);
      }
    }
  },
);

t.test('nothing is left for later, skipped or bound to one machine', async (t) => {
  // This file names the words, and TAP itself has a directive of that name.
  const later = [...sources, ...tests].filter(
    ({ path }) => !/tidy\.test\.ts$|tap-output\.ts$/.test(path),
  );
  const hits = (what: RegExp) =>
    later.filter(({ text }) => what.test(text)).map(({ path }) => path);
  t.same(hits(/\b(TODO|FIXME|XXX|HACK)\b/), []);
  t.same(hits(/\bt\.(skip|only|todo)\b|(skip|only): true[,\s}]/), []);
  t.same(hits(/\/work\/|\/root\//), []);
});
