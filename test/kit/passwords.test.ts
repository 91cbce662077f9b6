import { randomBytes } from 'node:crypto';
import t from 'tap';
import { openPasswords } from '../../src/kit/passwords.ts';
import { openVault } from '../../src/kit/seal.ts';

t.test('strangers who flood the sign-in hold up nobody who is signed in', async (t) => {
  const passwords = openPasswords(openVault(randomBytes(32)));
  const hashed = await passwords.hash('270618');
  let answered = 0;
  const flood = Array.from({ length: 60 }, () =>
    passwords
      .matches('Falsch-1-2', undefined, 'stranger')
      .then(
        () => 'answered',
        (error) => error.code,
      )
      .finally(() => answered++),
  );
  // The first refusals are there, and the queue of strangers is full.
  await new Promise((resume) => setImmediate(resume));
  t.equal(await passwords.matches('270618', hashed), true, 'a PIN is checked');
  t.ok(await passwords.hash('Kranich-fliegt-07'), 'and a password changed');
  const refused = (await Promise.all(flood)).filter((code) => code === 'overloaded').length;
  t.ok(refused > 0, 'strangers beyond a second of work come back later');
  t.ok(answered === 60 && refused < 30, `${refused} of 60 were refused`);
});

t.test('who is signed in goes before the strangers who wait', async (t) => {
  const passwords = openPasswords(openVault(randomBytes(32)));
  const hashed = await passwords.hash('270618');
  await passwords.matches('x', undefined, 'stranger');
  const order: string[] = [];
  const strangers = [1, 2, 3, 4].map((n) =>
    passwords.matches('x', undefined, 'stranger').then(() => order.push(`stranger ${n}`)),
  );
  await Promise.all([
    passwords.matches('270618', hashed).then(() => order.push('PIN')),
    ...strangers,
  ]);
  t.ok(order.indexOf('PIN') <= 1, order.join(', '));
});
