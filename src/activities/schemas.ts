import { Type } from 'typebox';
import { InstantText, Uuid } from '../kit/http.ts';

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const closed = { additionalProperties: false };

export const Position = Type.Object(
  {
    latitude: Type.Number({ minimum: -90, maximum: 90, examples: [39.1256] }),
    longitude: Type.Number({ minimum: -180, maximum: 180, examples: [117.1902] }),
    datum: Type.Union([Type.Literal('WGS84'), Type.Literal('GCJ02')], {
      description: 'Browsers give WGS84, Chinese phone maps GCJ02.',
    }),
  },
  closed,
);

export const Place = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }), ...Position.properties },
  closed,
);

export const SignUp = Type.Object({
  id: Uuid,
  activityId: Uuid,
  state: Type.String({
    examples: ['applied', 'waiting', 'admitted', 'checked_in', 'checked_out', 'cancelled'],
  }),
  position: orNull(
    Type.Integer({ minimum: 1, description: '候补名单中的位置 / place on the waiting list' }),
  ),
  signedUpAt: InstantText,
});

export const SignUpOfPerson = Type.Object({
  ...SignUp.properties,
  volunteer: Type.Object({ number: Type.String(), name: Type.String() }),
  attendance: Type.Array(
    Type.Object({
      checkedInAt: InstantText,
      nearbyIn: Type.Boolean({
        description:
          '签到时核对过位置；否则凭动态码 / the position was looked at, not the code alone',
      }),
      checkedOutAt: orNull(InstantText),
      nearbyOut: orNull(Type.Boolean()),
    }),
  ),
});

const activityText = {
  title: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S', examples: ['社区送餐'] }),
  category: Type.String({ pattern: '^SC\\d{2}$', examples: ['SC01'] }),
  content: Type.String({ minLength: 2, maxLength: 4000, pattern: '\\S' }),
  riskNote: Type.String({
    minLength: 2,
    maxLength: 2000,
    pattern: '\\S',
    description: '可能发生的风险，必填（条例第十二条） / possible risks, mandatory',
  }),
  place: Place,
  radiusMetres: Type.Integer({ minimum: 50, maximum: 5000, examples: [500] }),
  startsAt: InstantText,
  endsAt: InstantText,
  capacity: Type.Integer({ minimum: 1, maximum: 100_000 }),
};
export const ActivityText = Type.Object(activityText, closed);
export const ActivityDraft = Type.Object(
  {
    stationId: Type.Optional(
      Type.String({ ...Uuid, description: '管理多个站点时必填 / needed by managers of several' }),
    ),
    ...activityText,
  },
  closed,
);

export const Activity = Type.Object({
  id: Uuid,
  number: Type.String(),
  title: Type.String(),
  category: Type.String(),
  content: Type.String(),
  riskNote: Type.String(),
  stationId: Uuid,
  stationName: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  place: Type.Object({ name: Type.String(), ...Position.properties }),
  radiusMetres: Type.Integer(),
  startsAt: InstantText,
  endsAt: InstantText,
  capacity: Type.Integer(),
  state: Type.String({ examples: ['pending_review', 'returned', 'published', 'closed'] }),
  returnReason: orNull(Type.String()),
  counts: Type.Object({ taken: Type.Integer(), waiting: Type.Integer(), admitted: Type.Integer() }),
  mine: orNull(SignUp),
  settlementId: orNull(Uuid),
  may: Type.Array(Type.String({ examples: ['activity.review'] }), {
    description: '您可对本活动办理的事项 / what the caller may do with it',
  }),
});

export const Decision = Type.Union([
  Type.Object({ decision: Type.Literal('approve') }, closed),
  Type.Object(
    {
      decision: Type.Literal('return'),
      reason: Type.String({ minLength: 2, maxLength: 500, pattern: '\\S' }),
    },
    closed,
  ),
]);

export const Presence = Type.Object(
  {
    code: Type.String({ pattern: '^\\d{8}$', examples: ['12345678'] }),
    position: Type.Optional(
      Type.Object(
        { ...Position.properties, accuracyMetres: Type.Number({ minimum: 0, maximum: 100_000 }) },
        closed,
      ),
    ),
  },
  closed,
);
