/** Where something is, and on which map: Chinese phone maps give GCJ-02, browsers and GPS chips WGS-84. */
export interface Position {
  latitude: number;
  longitude: number;
  datum: Datum;
}
export type Datum = 'WGS84' | 'GCJ02';

const earthRadiusMetres = 6371008.8;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two positions (haversine), like compared with like: WGS-84 is brought to GCJ-02 first where they differ. */
export function metresBetween(a: Position, b: Position): number {
  const [from, to] = a.datum === b.datum ? [a, b] : [toGcj02(a), toGcj02(b)];
  const dLatitude = radians(to.latitude - from.latitude);
  const dLongitude = radians(to.longitude - from.longitude);
  const h =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      Math.sin(dLongitude / 2) ** 2;
  return 2 * earthRadiusMetres * Math.asin(Math.sqrt(h));
}

/** The publicly known approximation of the GCJ-02 offset; good to a few metres inside mainland China. */
export function toGcj02(position: Position): Position {
  if (position.datum === 'GCJ02') return position;
  const { latitude, longitude } = position;
  const semiMajor = 6378245;
  const eccentricity2 = 0.006693421622965943;
  const x = longitude - 105;
  const y = latitude - 35;
  const wave = (value: number, first: number, second: number) =>
    ((20 * Math.sin(first) + 20 * Math.sin(second)) * 2) / 3 + value;
  const common = wave(0, 6 * x * Math.PI, 2 * x * Math.PI);
  const dLatitude =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * Math.sqrt(Math.abs(x)) +
    common +
    ((20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * 2) / 3 +
    ((160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y * Math.PI) / 30)) * 2) / 3;
  const dLongitude =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * Math.sqrt(Math.abs(x)) +
    common +
    ((20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * 2) / 3 +
    ((150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * 2) / 3;
  const phi = radians(latitude);
  const magic = 1 - eccentricity2 * Math.sin(phi) ** 2;
  return {
    latitude:
      latitude + (dLatitude * 180) / (((semiMajor * (1 - eccentricity2)) / magic ** 1.5) * Math.PI),
    longitude:
      longitude + (dLongitude * 180) / ((semiMajor / Math.sqrt(magic)) * Math.cos(phi) * Math.PI),
    datum: 'GCJ02',
  };
}
