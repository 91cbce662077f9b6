import t from 'tap';
import { instant } from '../../src/kit/clock.ts';
import { maskIdNumber, maskName, maskPhone } from '../../src/people/mask.ts';
import { ageOn, readNationalId } from '../../src/people/national-id.ts';

const now = instant('2026-11-23T00:00:00Z');

t.test('national ids by GB 11643: the vectors of domain.md 12.1', async (t) => {
  const valid = [
    '120101199003071235',
    '120103194802290020',
    '120116201206151010',
    '11010519491231002X',
    '440524198801010011',
    '83000019850815001X',
    ' 11010519491231002x ',
  ];
  for (const number of valid) t.ok(readNationalId(number, now), number);
  const invalid = [
    '120101199003071231',
    '120101199002301234',
    '12010119900307123',
    '１２０１０１１９９００３０７１２３５',
    '',
  ];
  for (const number of invalid) t.equal(readNationalId(number, now), undefined, number);
  t.match(readNationalId('120101199003071235', now), { birthDate: '1990-03-07', sex: 'male' });
});

t.test('somebody born on 29 February grows older on 1 March', async (t) => {
  t.equal(ageOn('2012-02-29', '2026-02-28'), 13);
  t.equal(ageOn('2012-02-29', '2026-03-01'), 14);
});

t.test('masks show what they should and no more', async (t) => {
  t.equal(maskName('李明'), '李*');
  t.equal(maskName('欧阳海燕'), '欧阳**');
  t.equal(maskPhone('13812345678'), '138****5678');
  t.equal(maskIdNumber('120101199003071235'), '1201**********1235');
});
