import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import { organisationTypes } from '../organisations/index.ts';
import { filingStates, grades } from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const OrganisationTypeName = Type.Enum(organisationTypes);
const line = (maxLength: number) => Type.String({ minLength: 2, maxLength, pattern: '\\S.*\\S' });
const text = (maxLength: number) => Type.String({ minLength: 2, maxLength, pattern: '\\S' });
const PersonName = Type.String({ minLength: 2, maxLength: 60, pattern: '\\S.*\\S' });
const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });
const ContactBody = Type.Object({ name: PersonName, phone: Phone }, closed);

const Reason = text(500);
export const ReasonBody = Type.Object({ reason: Reason }, closed);

export const FilingBody = Type.Object(
  {
    name: Type.String({ minLength: 4, maxLength: 60, examples: ['新兴街道夕阳红互助队'] }),
    type: OrganisationTypeName,
    region: Type.String({ pattern: '^\\d{12}$', examples: ['120101004002'] }),
    purpose: text(500),
    venue: line(120),
    activityArea: line(120),
    fundsYuan: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    charter: text(20_000),
    leader: ContactBody,
    partyContact: Type.Optional(ContactBody),
    initiators: Type.Array(ContactBody, { maxItems: 50 }),
    members: Type.Array(Type.Object({ name: PersonName, phone: Type.Optional(Phone) }, closed), {
      maxItems: 1000,
    }),
    commitment: Type.Literal(true, {
      description:
        '承诺材料真实、非营利、不收费 / all that is said is true, nothing is done for profit or a fee',
    }),
  },
  closed,
);

export const FilingListQuery = Type.Object(
  {
    ...PageQuery.properties,
    view: Type.Enum(['mine', 'review', 'area'], { default: 'mine' }),
    state: Type.Optional(Type.Enum(filingStates)),
    overdue: Type.Optional(Type.Boolean()),
  },
  closed,
);

const Contact = Type.Object({ name: Type.String(), phone: orNull(Type.String()) });
export const People = Type.Object({
  leader: Contact,
  partyContact: orNull(Contact),
  initiators: Type.Array(Contact),
  members: Type.Array(Contact),
});

export const FilingSummary = Type.Object({
  id: Uuid,
  subject: Type.Enum(['establishment', 'change']),
  organisationId: orNull(Uuid),
  state: Type.Enum(filingStates),
  name: Type.String(),
  type: OrganisationTypeName,
  region: Type.String(),
  regionName: Type.String(),
  initiators: Type.Integer(),
  members: Type.Integer(),
  reason: orNull(Type.String()),
  opinion: orNull(Type.String()),
  dueOn: orNull(Type.String({ description: '应答复的日期 / to be answered by this day' })),
  overdue: Type.Boolean(),
  submittedAt: InstantText,
  reviewedAt: orNull(InstantText),
  decidedAt: orNull(InstantText),
  withdrawnAt: orNull(InstantText),
});

export const Filing = Type.Object({
  ...FilingSummary.properties,
  purpose: Type.String(),
  venue: Type.String(),
  activityArea: Type.String(),
  fundsYuan: Type.Integer(),
  charter: Type.String(),
  filingNumber: orNull(Type.String({ examples: ['B12010100420260001'] })),
  people: People,
  own: Type.Boolean({
    description: '本人提交 / handed in by the caller, who mends and withdraws it',
  }),
  may: Type.Array(Type.String({ examples: ['filing.decide'] }), {
    description: '您可对本申请办理的事项 / what the caller may do with it',
  }),
});

export const FirstReviewBody = Type.Object(
  { decision: Type.Enum(['report', 'return']), opinion: Reason },
  closed,
);

export const FilingRulingBody = Type.Union([
  Type.Object({ decision: Type.Literal('file') }, closed),
  Type.Object({ decision: Type.Literal('return'), reason: Reason }, closed),
  Type.Object({ decision: Type.Literal('reject'), reason: Reason }, closed),
]);

const Year = Type.Integer({ minimum: 2000, maximum: 2999 });
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });

const reportFields = {
  activities: Count,
  serviceHours: Count,
  members: Count,
  incomeYuan: Count,
  expenseYuan: Count,
  summary: text(5000),
};

export const AnnualReportBody = Type.Object({ year: Year, ...reportFields }, closed);

export const GradeBody = Type.Union([
  Type.Object({ year: Year, grade: Type.Literal('passed'), remark: Type.Optional(Reason) }, closed),
  Type.Object(
    { year: Year, grade: Type.Enum(['nearly_passed', 'failed']), remark: Reason },
    closed,
  ),
]);

export const AnnualReportQuery = Type.Object({ ...PageQuery.properties, year: Year }, closed);

export const AnnualReport = Type.Object({
  organisationId: Uuid,
  organisationName: Type.String(),
  year: Type.Integer(),
  dueOn: Type.String(),
  state: Type.Enum(['exempt', 'waiting', 'overdue', 'submitted', 'graded']),
  report: orNull(
    Type.Object({
      ...reportFields,
      late: Type.Boolean(),
      submittedAt: InstantText,
      grade: orNull(Type.Enum(grades)),
      remark: orNull(Type.String()),
    }),
  ),
});
