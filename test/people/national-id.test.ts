import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { ageOn, nationalIdOf, readNationalId } from '../../src/people/national-id.ts';

const now = instant('2026-11-23T04:00:00Z');

t.test('a valid national id is read for what it says', async (t) => {
  const cases = [
    ['120101199003071235', '1990-03-07', 'male', 'a check digit of 5'],
    ['120103194802290020', '1948-02-29', 'female', 'born on a leap day'],
    ['120116201206151010', '2012-06-15', 'male', 'below 18'],
    ['11010519491231002X', '1949-12-31', 'female', 'a check character X'],
    ['440524198801010011', '1988-01-01', 'male', 'from elsewhere'],
    ['83000019850815001X', '1985-08-15', 'male', 'a residence permit of Taiwan'],
  ] as const;
  for (const [number, birthDate, sex, why] of cases) {
    t.same(readNationalId(number, now), { number, birthDate, sex }, why);
    t.equal(
      nationalIdOf(number.slice(0, 17)),
      number,
      'and its check character is the one we make',
    );
  }
});

t.test('spaces around it and a small x are forgiven, and give the same number', async (t) => {
  for (const text of [' 11010519491231002x ', '11010519491231002x', '\t11010519491231002X\n'])
    t.equal(readNationalId(text, now)?.number, '11010519491231002X', JSON.stringify(text));
});

t.test('whatever is not a valid national id of somebody born is not read', async (t) => {
  const cases = [
    ['120101199003071231', 'a wrong check digit'],
    ['120101199002301234', '30 February'],
    [nationalIdOf('12010119900230123'), '30 February with the right check digit'],
    [nationalIdOf('12010119000229001'), '29 February of 1900, which was no leap year'],
    [nationalIdOf('12010119901307123'), 'month 13'],
    [nationalIdOf('12010119900007123'), 'month 0'],
    [nationalIdOf('12010119900300123'), 'day 0'],
    ['12010119900307123', '17 characters'],
    ['1201011990030712350', '19 characters'],
    ['120101900307123', 'the 15 digits of before 1999'],
    ['１２０１０１１９９００３０７１２３５', 'full-width digits'],
    ['12010119900307123５', 'one full-width digit'],
    ['120101 199003071235', 'a space inside'],
    ['X20101199003071235', 'an X at the front'],
    [nationalIdOf('02010119900307123'), 'a division that begins with 0'],
    [nationalIdOf('12010120261124001'), 'born tomorrow'],
    [nationalIdOf('12010118751122001'), 'more than 150 years old'],
    ['', 'nothing'],
  ] as const;
  for (const [text, why] of cases) t.equal(readNationalId(text, now), undefined, why);
  t.ok(readNationalId(nationalIdOf('12010120261123001'), now), 'born today is born');
});

t.test('a change of any one digit is noticed', async (t) => {
  const number = '120101199003071235';
  for (let at = 0; at < number.length; at++) {
    for (const digit of '0123456789') {
      if (digit === number[at]) continue;
      const changed = number.slice(0, at) + digit + number.slice(at + 1);
      t.equal(readNationalId(changed, now), undefined, changed);
    }
  }
});

t.test('the day of birth counts in China, not in Greenwich', async (t) => {
  const bornOn24th = nationalIdOf('12010120261124001');
  t.equal(readNationalId(bornOn24th, instant('2026-11-23T15:59:59Z')), undefined, '23:59:59 there');
  t.ok(readNationalId(bornOn24th, instant('2026-11-23T16:00:00Z')), 'midnight there');
});

t.test(
  'one turns a year older on the birthday, and on 1 March when that is 29 February',
  async (t) => {
    const cases = [
      ['2012-02-29', '2026-02-28', 13],
      ['2012-02-29', '2026-03-01', 14],
      ['2012-02-29', '2028-02-28', 15],
      ['2012-02-29', '2028-02-29', 16],
      ['1990-03-07', '2026-03-06', 35],
      ['1990-03-07', '2026-03-07', 36],
      ['2000-12-31', '2001-01-01', 0],
      ['2020-01-01', '2020-01-01', 0],
      ['2020-01-02', '2020-01-01', -1],
    ] as const;
    for (const [birthDate, day, age] of cases)
      t.equal(ageOn(birthDate, day), age, `born ${birthDate}, on ${day}`);
  },
);
