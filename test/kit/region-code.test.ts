import t from 'tap';
import {
  chainUp,
  isCityCode,
  isWithin,
  regionLevel,
  subtreePrefix,
} from '../../src/kit/region-code.ts';

t.test('the level of a division is told by its code', async (t) => {
  const cases = [
    ['120000', 'city', '12'],
    ['120100', 'city', '1201'],
    ['320100', 'city', '3201'],
    ['441900', 'city', '4419'],
    ['429004', 'city', '429004'],
    ['659012', 'city', '659012'],
    ['500000', 'city', '50'],
    ['120101', 'district', '120101'],
    ['320105', 'district', '320105'],
    ['120101004', 'street', '120101004'],
    ['120116400', 'street', '120116400'],
    ['120101004001', 'community', '120101004001'],
    ['120101004200', 'community', '120101004200'],
  ] as const;
  for (const [code, level, prefix] of cases) {
    t.equal(regionLevel(code), level, code);
    t.equal(subtreePrefix(code), prefix, `what lies in ${code}`);
  }
});

t.test('a division lies in itself and in what is above it, and nowhere else', async (t) => {
  const cases = [
    ['120101004001', '120000', true],
    ['120119', '120000', true],
    ['120000', '120000', true],
    ['320105', '120000', false],
    ['320105001', '320100', true],
    ['320205', '320100', false],
    ['120101004001', '120101', true],
    ['120101004001', '120101004', true],
    ['120101004001', '120101004001', true],
    ['120101004002', '120101004001', false],
    ['120101005', '120101004', false],
    ['120102', '120101', false],
    ['429004001', '429004', true],
    ['429005001', '429004', false],
    ['441900003001', '441900', true],
    ['500235', '500000', true],
    ['120000', '120101', false],
    ['120101', '120101004', false],
  ] as const;
  for (const [code, ancestor, within] of cases)
    t.equal(isWithin(code, ancestor), within, `${code} ${within ? 'in' : 'not in'} ${ancestor}`);
});

t.test(
  'the chain goes from the nearest division up to the city of the book, each once',
  async (t) => {
    const cases = [
      ['120101004001', '120000', ['120101004001', '120101004', '120101', '120000']],
      ['120101004', '120000', ['120101004', '120101', '120000']],
      ['120101', '120000', ['120101', '120000']],
      ['120000', '120000', ['120000']],
      ['441900003001', '441900', ['441900003001', '441900003', '441900']],
      ['429004001001', '429004', ['429004001001', '429004001', '429004']],
      ['320105001002', '320100', ['320105001002', '320105001', '320105', '320100']],
    ] as const;
    for (const [code, city, chain] of cases) t.same(chainUp(code, city), chain, code);
  },
);

t.test(
  'a city has a code of its own, unlike provinces, headings and what lies in it',
  async (t) => {
    const cities = ['110000', '120000', '310000', '500000', '130100', '152200', '441900', '429004'];
    const others = ['130000', '110100', '500200', '419000', '659000', '120101', '429004001'];
    for (const code of cities) t.equal(isCityCode(code), true, code);
    for (const code of [...others, '810000', '12000', '']) t.equal(isCityCode(code), false, code);
  },
);
