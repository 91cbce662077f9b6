import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import { stationItems, stationStates } from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const line = (minLength: number, maxLength: number) =>
  Type.String({ minLength, maxLength, pattern: '\\S.*\\S' });
const Reason = Type.String({ minLength: 2, maxLength: 500, pattern: '\\S' });
const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', examples: ['08:30'] });
const OpeningHours = Type.Array(
  Type.Object(
    { day: Type.Integer({ minimum: 1, maximum: 7 }), from: TimeOfDay, to: TimeOfDay },
    closed,
  ),
  { maxItems: 21, description: '1 为周一 / day 1 is Monday' },
);
const Items = Type.Array(Type.Enum(stationItems), {
  uniqueItems: true,
  description: '“六有”：场所、队伍、项目、设施、制度、标识 / the six that a station has',
});

const Place = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90, examples: [39.1256] }),
    longitude: Type.Number({ minimum: -180, maximum: 180, examples: [117.1902] }),
  },
  {
    ...closed,
    description: '位置（WGS84）；不填即无 / where it stands, WGS84; none when left out',
  },
);

const details = {
  name: line(2, 60),
  address: line(4, 120),
  place: Type.Optional(Place),
  openingHours: OpeningHours,
  services: Type.Array(line(2, 40), { maxItems: 20, uniqueItems: true }),
  phone: Type.Optional(Type.String({ maxLength: 30, examples: ['022-27301234'] })),
  met: Items,
};

const Version = Type.Integer({
  minimum: 1,
  description: '改动次数，修改时带上看到的版本 / counts changes: send back the one that was seen',
});
const Community = Type.String({ pattern: '^\\d{12}$', examples: ['120101004002'] });

export const StationEditBody = Type.Object(
  { ...details, region: Type.Optional(Community), version: Type.Optional(Version) },
  closed,
);
export const StationBody = Type.Object({ ...details, region: Community }, closed);

export const StationListQuery = Type.Object(
  {
    ...PageQuery.properties,
    view: Type.Enum(['directory', 'area'], { default: 'directory' }),
    region: Type.Optional(Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$' })),
    state: Type.Optional(Type.Enum(stationStates)),
  },
  closed,
);

export const StationRulingBody = Type.Union([
  Type.Object({ decision: Type.Literal('open') }, closed),
  Type.Object({ decision: Type.Enum(['suspend', 'close']), reason: Reason }, closed),
]);

export const Station = Type.Object({
  id: Uuid,
  name: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  state: Type.Enum(stationStates),
  reason: orNull(Type.String()),
  address: orNull(Type.String()),
  place: orNull(Place),
  openingHours: OpeningHours,
  openNow: Type.Boolean(),
  services: Type.Array(Type.String()),
  phone: orNull(Type.String()),
  met: Items,
  missing: Items,
  enteredAt: orNull(InstantText),
  decidedAt: orNull(InstantText),
  version: Version,
  may: Type.Array(Type.String({ examples: ['station.decide'] }), {
    description: '您可对本站办理的事项 / what the caller may do with it',
  }),
});
