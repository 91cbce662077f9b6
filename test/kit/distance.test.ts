import t from 'tap';
import { metresBetween, type Position, toGcj02 } from '../../src/kit/distance.ts';

const wgs = (latitude: number, longitude: number): Position => ({
  latitude,
  longitude,
  datum: 'WGS84',
});
const gcj = (latitude: number, longitude: number): Position => ({
  latitude,
  longitude,
  datum: 'GCJ02',
});

t.test('distances are those of the vectors, to a tenth of a metre', async (t) => {
  const station = [39.1256, 117.1902] as const;
  const cases = [
    [39.1256, 117.1938, 310.5, 'inside of 500 m'],
    [39.1301, 117.1902, 500.4, 'just outside of 500 m'],
    [39.1256, 117.1902, 0, 'the same place'],
  ] as const;
  for (const datum of [wgs, gcj]) {
    for (const [latitude, longitude, metres, why] of cases) {
      const [here, there] = [datum(...station), datum(latitude, longitude)];
      t.equal(metresBetween(here, there).toFixed(1), metres.toFixed(1), `${here.datum}: ${why}`);
      t.equal(metresBetween(there, here), metresBetween(here, there), 'and the same way back');
    }
  }
});

t.test('the far ends of the world do not break it', async (t) => {
  const half = Math.PI * 6371008.8;
  t.ok(Math.abs(metresBetween(wgs(0, 0), wgs(0, 180)) - half) < 1, 'across the world');
  t.ok(Math.abs(metresBetween(wgs(90, 0), wgs(-90, 0)) - half) < 1, 'from pole to pole');
  t.ok(metresBetween(wgs(0, 179.999), wgs(0, -179.999)) < 223, 'across the date line');
});

t.test('GCJ-02 agrees with the published points to 2 metres', async (t) => {
  const cases = [
    [22.543847, 113.912316, 22.540796131694766, 113.9171764808363, 'Shenzhen'],
    [31.1774276, 121.5272106, 31.17530398364597, 121.531541859215, 'Shanghai'],
    [39.911954, 116.377817, 39.91334545536069, 116.38404722455657, 'Beijing'],
  ] as const;
  for (const [latitude, longitude, toLatitude, toLongitude, where] of cases) {
    const off = metresBetween(toGcj02(wgs(latitude, longitude)), gcj(toLatitude, toLongitude));
    t.ok(off < 2, `${where}: ${off.toFixed(2)} m`);
  }
});

t.test(
  'in Tianjin the maps differ by a few hundred metres, and one place on two maps is one place',
  async (t) => {
    for (const place of [wgs(39.1256, 117.1902), wgs(38.99, 117.7), wgs(40.04, 117.41)]) {
      const shifted = toGcj02(place);
      const offset = metresBetween({ ...place, datum: 'GCJ02' }, shifted);
      t.ok(offset > 200 && offset < 900, `the offset is ${offset.toFixed(0)} m`);
      t.equal(metresBetween(place, shifted), 0, 'WGS-84 is brought to GCJ-02 before comparing');
      t.equal(metresBetween(shifted, place), 0, 'whichever comes first');
    }
  },
);

t.test('what is on GCJ-02 already is not moved again', async (t) => {
  const place = gcj(39.1256, 117.1902);
  t.equal(toGcj02(place), place);
});
