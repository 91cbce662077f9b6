import t from 'tap';
import { maskIdNumber, maskName, maskPhone } from '../../src/kit/mask.ts';
import { Refusal } from '../../src/kit/refusal.ts';
import { readPhone } from '../../src/people/phone.ts';

t.test('of a name only the surname is shown', async (t) => {
  const cases = [
    ['李明', '李*'],
    ['李小明', '李**'],
    ['欧阳海燕', '欧阳**'],
    ['欧阳海', '欧阳*'],
    ['欧阳', '欧*'],
    ['李', '李*'],
    ['阿依古丽·买买提', '阿*******'],
    ['𠮷田明', '𠮷**'],
  ] as const;
  for (const [name, masked] of cases) t.equal(maskName(name), masked, name);
});

t.test('of a phone and a national id only both ends are shown', async (t) => {
  t.equal(maskPhone('13812341234'), '138****1234');
  t.equal(maskPhone('13812345678'), '138****5678');
  t.equal(maskIdNumber('120101199003071235'), '1201**********1235');
  t.equal(maskIdNumber('11010519491231002X'), '1101**********002X');
});

t.test(
  'of a short document number a third is shown at most, and the mask is as long',
  async (t) => {
    const cases = [
      ['120101199003071235', '1201**********1235'],
      ['110105491231002', '1101*******1002'],
      ['H1234567890123', 'H***********23'],
      ['E12345678', 'E******78'],
      ['H12345678', 'H******78'],
      ['12345678', '1******8'],
      ['A12345', 'A****5'],
      ['A1234', 'A****'],
      ['A1', '**'],
      ['', ''],
    ] as const;
    for (const [number, masked] of cases) {
      t.equal(maskIdNumber(number), masked, number);
      const shown = [...masked].filter((character) => character !== '*').length;
      t.ok(number.length >= 15 || shown <= number.length / 3, `of ${number} ${shown} are shown`);
    }
  },
);

t.test('a phone has one form, however it is written', async (t) => {
  const cases = [
    '13812345678',
    '+8613812345678',
    '008613812345678',
    '+86 138 1234 5678',
    '+86-138-1234-5678',
    ' 138-1234-5678 ',
  ];
  for (const text of cases) t.equal(readPhone(text), '13812345678', text);
});

t.test('what is no mobile number of China is refused by name and field', async (t) => {
  const cases = [
    ['', 'nothing'],
    ['1381234567', '10 digits'],
    ['138123456789', '12 digits'],
    ['12812345678', 'no mobile prefix'],
    ['02212345678', 'a landline'],
    ['+85213812345678', 'another country'],
    ['１３８１２３４５６７８', 'full-width digits'],
    ['1381234567a', 'a letter'],
    ['13812345678\u0000', 'a NUL'],
  ] as const;
  for (const [text, why] of cases) {
    try {
      readPhone(text);
      t.fail(why);
    } catch (error) {
      t.ok(error instanceof Refusal, why);
      t.match(error, { code: 'phone_invalid', status: 422, detail: { pointer: '/phone' } }, why);
    }
  }
});
