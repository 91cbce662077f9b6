import t from 'tap';
import { readUscc } from '../../src/organisations/uscc.ts';

/** domain.md 12.1: the code, who registered it, as what, and where. */
const valid = [
  ['11120000000125735B', 'establishment', null, '120000'],
  ['51120000MJ0A000017', 'civil_affairs', 'association', '120000'],
  ['52120101MJ0B123452', 'civil_affairs', 'service_institution', '120101'],
  ['53120000500000001C', 'civil_affairs', 'foundation', '120000'],
  ['91120116MA0512345Q', 'market', null, '120116'],
  ['12120103401234567D', 'establishment', null, '120103'],
  ['51120101MJ00000200', 'civil_affairs', 'association', '120101'],
  ['91350100M000100Y43', 'market', null, '350100'],
] as const;

t.test('every code of the table is read', async (t) => {
  for (const [code, department, civilAffairsClass, division] of valid) {
    t.match(readUscc(code), { uscc: { code, department, civilAffairsClass, division } }, code);
  }
});

t.test('a code is kept in one form', async (t) => {
  for (const typed of ['91350100m000100y43', ' 91350100-M000100Y43 ', '9135 0100 M000 100Y 43']) {
    t.match(readUscc(typed), { uscc: { code: '91350100M000100Y43' } }, typed);
  }
});

t.test('what is no code says why', async (t) => {
  for (const [typed, wrong] of [
    ['91350100M000100Y4Z', 'format'],
    ['91350100M000100Y44', 'check'],
    ['91350100M000100Y4', 'format'],
    ['91350100M000100Y433', 'format'],
    ['９1350100M000100Y43', 'format'],
    ['9135010AM000100Y43', 'format'],
    ['91350100I000100Y43', 'format'],
    ['21350100M000100Y43', 'department'],
    ['', 'format'],
  ] as const) {
    t.same(readUscc(typed), { wrong }, typed);
  }
});

t.test('every single wrong character and every swap of neighbours is found', async (t) => {
  const letters = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  for (const [code] of valid) {
    const changed = [...code].flatMap((was, n) => [
      ...[...letters].flatMap((is) =>
        is === was ? [] : [code.slice(0, n) + is + code.slice(n + 1)],
      ),
      ...(n < 17 && was !== code[n + 1]
        ? [code.slice(0, n) + code[n + 1] + was + code.slice(n + 2)]
        : []),
    ]);
    const taken = changed.filter((typed) => 'uscc' in readUscc(typed));
    t.same(taken, [], code);
  }
});

/** GB 11714, domain.md 12.1: 00012573→5, MA051234→4, D2143569→X. */
t.test('an old organisation code that does not fit is a warning only', async (t) => {
  for (const [code, fits] of [
    ['11120000000125735B', true],
    ['91120116MA0512344M', true],
    ['91120116D2143569XN', true],
    // Its ninth character would be 4.
    ['91120116MA0512345Q', false],
    ['91350100M000100Y43', true],
  ] as const) {
    t.match(readUscc(code), { uscc: { organisationCodeFits: fits } }, code);
  }
});
