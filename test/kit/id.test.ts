import t from 'tap';
import { validate, version } from 'uuid';
import { instant, machineTime } from '../../src/kit/clock.ts';
import { idFromCause, newId, timedIdFromCause } from '../../src/kit/id.ts';

const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

t.test('new ids are UUIDs of version 7, in the order they were made', async (t) => {
  const before = machineTime();
  const ids = Array.from({ length: 2000 }, newId);
  const after = machineTime();
  t.ok(ids.every((id) => validate(id) && version(id) === 7));
  t.equal(new Set(ids).size, ids.length, 'each is another');
  t.same([...ids].sort(), ids, 'sorted as made');
  t.ok(
    ids.every((id) => timeOf(id) >= before && timeOf(id) <= after),
    'and they tell when',
  );
});

t.test('a cause has one id for ever, and no other cause has it', async (t) => {
  t.equal(idFromCause('settlement-1-hours'), idFromCause('settlement-1-hours'));
  t.equal(
    idFromCause('settlement-1-hours'),
    '915bdd95-2ad5-8fd2-a07d-233faabdd52a',
    'a change of the rule would post everything twice',
  );
  const causes = Array.from({ length: 1000 }, (_, n) => [`line-${n}-hours`, `line-${n}-points`]);
  const ids = [...causes.flat(), '', ' ', '时', 'a\u0000b'].map(idFromCause);
  t.equal(new Set(ids).size, ids.length);
  t.ok(
    ids.every((id) => validate(id) && version(id) === 8),
    'all are UUIDs of version 8',
  );
});

t.test('a timed id sorts by its time and is the same for the same cause', async (t) => {
  const [early, late] = [instant('2026-11-01T00:00:00Z'), instant('2026-11-01T00:00:00.001Z')];
  const id = timedIdFromCause(early, 'visit-1');
  t.equal(timedIdFromCause(early, 'visit-1'), id);
  t.not(timedIdFromCause(early, 'visit-2'), id);
  t.ok(id < timedIdFromCause(late, 'visit-1'));
  t.equal(timeOf(id), early.getTime());
  t.ok(validate(id) && version(id) === 7);
});
