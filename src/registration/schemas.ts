import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import { deeds } from './review-volunteer.ts';
import { correctionFields } from './tables.ts';

export const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const Name = Type.String({
  minLength: 2,
  maxLength: 40,
  pattern: '\\S.*\\S',
  examples: ['李小明'],
});
export const IdNumber = Type.String({
  minLength: 6,
  maxLength: 24,
  examples: ['120101199003071235'],
});
const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });
const HalfHour = Type.String({ pattern: '^([01]\\d|2[0-3]):[03]0$|^24:00$', examples: ['09:30'] });
const IdTypeName = Type.Enum(['resident_id', 'residence_permit', 'travel_permit', 'passport']);
const SexName = Type.Enum(['male', 'female', 'unknown']);
export const State = Type.Enum([
  'guardian_pending',
  'submitted',
  'rejected',
  'active',
  'suspended',
  'cancelled',
  'revoked',
]);
export const PurposeName = Type.Enum(['location', 'health', 'guardian', 'under_14']);
export const OwnPurposeName = Type.Enum(['location', 'health']);
export const Reason = Type.String({ minLength: 2, maxLength: 500, pattern: '\\S' });
export const Ground = Type.String({
  minLength: 4,
  maxLength: 200,
  pattern: '\\S',
  examples: ['纸质登记表 2026-031，存放于社区档案柜'],
  description:
    '代办依据：签字表存放处，或见证人的职务，不写姓名 / where the signed paper is, or the office of the witness; no names',
});

const WeeklyTime = Type.Object(
  { day: Type.Integer({ minimum: 1, maximum: 7 }), from: HalfHour, to: HalfHour },
  closed,
);

export const GuardianForm = Type.Object(
  {
    name: Name,
    relation: Type.String({ minLength: 1, maxLength: 20, examples: ['母亲'] }),
    idNumber: IdNumber,
    phone: Phone,
  },
  closed,
);

/** What a volunteer offers; 服务时间 and 服务类别 are mandatory (条例 Art. 7, 67号令 Art. 5). */
const offer = {
  skills: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 }),
  categories: Type.Array(Type.String({ maxLength: 10 }), { minItems: 1, maxItems: 22 }),
  availability: Type.Array(WeeklyTime, { minItems: 1, maxItems: 42 }),
};
const HealthLimits = Type.String({ maxLength: 500 });

export const OfferForm = Type.Object(
  { ...offer, isStudent: Type.Boolean(), healthLimits: Type.Optional(HealthLimits) },
  closed,
);

const person = {
  name: Name,
  idType: Type.Optional(IdTypeName),
  idNumber: IdNumber,
  sex: Type.Optional(SexName),
  birthDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  residenceRegion: Type.String({ pattern: '^\\d{12}$', examples: ['120101004001'] }),
  address: Type.Optional(Type.String({ maxLength: 200 })),
  ...offer,
  isStudent: Type.Optional(Type.Boolean()),
  healthLimits: Type.Optional(HealthLimits),
  guardian: Type.Optional(GuardianForm),
  consents: Type.Optional(Type.Array(OwnPurposeName, { maxItems: 2, uniqueItems: true })),
  declaration: Type.Literal(true, { description: '所填信息真实、准确、完整（条例第七条）' }),
};

export const RegistrationBody = Type.Object(person, closed);
export const AssistedBody = Type.Object(
  {
    ...person,
    phone: Type.Optional(Phone),
    ground: Ground,
    organisationId: Type.Optional(Uuid),
  },
  closed,
);

export const Volunteer = Type.Object({
  id: Uuid,
  number: Type.String(),
  state: State,
  channel: Type.Enum(['self', 'organisation', 'offline']),
  name: Type.String({ examples: ['李**'] }),
  idType: IdTypeName,
  idNumber: orNull(Type.String({ examples: ['1201**********1235'] })),
  realNameLevel: Type.Integer(),
  sex: orNull(SexName),
  birthYear: orNull(Type.Integer()),
  phone: orNull(Type.String({ examples: ['138****1234'] })),
  residenceRegion: Type.String(),
  residenceRegionName: Type.String(),
  skills: Type.Array(Type.String()),
  categories: Type.Array(Type.String()),
  availability: Type.Array(WeeklyTime),
  isStudent: Type.Boolean(),
  hasHealthLimits: Type.Boolean(),
  guardian: orNull(
    Type.Object({ name: Type.String(), relation: Type.String(), phone: Type.String() }),
  ),
  stepsNeeded: Type.Integer(),
  stepsDone: Type.Integer(),
  reason: orNull(Type.String()),
  registeredAt: InstantText,
  goesOnAs: orNull(Type.String({ description: '已并入的志愿者编号 / of whom it was merged into' })),
});

export const VolunteerSearch = Type.Object(
  {
    ...PageQuery.properties,
    text: Type.String({
      minLength: 2,
      maxLength: 60,
      pattern: '\\S.*\\S',
      examples: ['13812345678'],
      description: '志愿者编号、手机号、证件号码或姓名，须完整 / in full',
    }),
    state: Type.Optional(State),
  },
  closed,
);

export const VolunteerWithDecisions = Type.Object({
  ...Volunteer.properties,
  may: Type.Array(Type.Enum([...deeds]), {
    description: '您现在可以办理的 / what you may do about this volunteer now',
  }),
  byColleague: Type.Boolean({
    description: '是您本人或您登记的，须由同事审核 / a colleague decides the step that is due',
  }),
  protectedSince: orNull(InstantText),
  decisions: Type.Array(
    Type.Object({
      decision: Type.String(),
      step: orNull(Type.Integer()),
      reason: orNull(Type.String()),
      at: InstantText,
    }),
  ),
});

export const Ward = Type.Object({
  ...Volunteer.properties,
  purposes: Type.Array(PurposeName),
  optional: Type.Array(OwnPurposeName, {
    description:
      '不满十四周岁的，由监护人逐项决定，可以不同意 / a child’s, each for the guardian to decide',
  }),
  consents: Type.Array(Type.Object({ id: Uuid, purpose: PurposeName }), {
    description: '监护人的有效同意 / the guardian’s consents that are in force',
  }),
});

/** The longest is an address. */
export const CorrectionFields = {
  field: Type.Enum([...correctionFields]),
  wanted: Type.String({ minLength: 2, maxLength: 200, pattern: '\\S.*\\S' }),
};

export const Correction = Type.Object({
  id: Uuid,
  field: Type.Enum([...correctionFields]),
  wanted: orNull(Type.String()),
  reason: orNull(Type.String()),
  state: Type.Enum(['open', 'accepted', 'declined', 'void']),
  answer: orNull(Type.String()),
  askedAt: InstantText,
  before: orNull(Type.String()),
  after: orNull(Type.String()),
  mayDecide: Type.Boolean(),
  volunteer: Type.Object({ id: Uuid, number: Type.String(), name: Type.String() }),
});

/** Of a text that people agree to. */
export const Version = Type.Integer({ minimum: 1, maximum: 1000 });

export const Consent = Type.Object({
  id: Uuid,
  purpose: PurposeName,
  textVersion: Type.Integer(),
  channel: Type.Enum(['self', 'guardian', 'organisation', 'offline']),
  givenAt: InstantText,
  withdrawnAt: orNull(InstantText),
});

export const Review = Type.Union([
  Type.Object(
    {
      decision: Type.Literal('approve'),
      documentSeen: Type.Optional(
        Type.Boolean({ description: '已当面核对证件 / the document was seen' }),
      ),
    },
    closed,
  ),
  Type.Object(
    {
      decision: Type.Union([
        Type.Literal('reject'),
        Type.Literal('suspend'),
        Type.Literal('revoke'),
      ]),
      reason: Reason,
    },
    closed,
  ),
  Type.Object({ decision: Type.Literal('resume') }, closed),
]);
