import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import { grades } from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const text = (maxLength: number) => Type.String({ minLength: 2, maxLength, pattern: '\\S' });
const Reason = text(500);
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

const Version = Type.Integer({
  minimum: 1,
  description:
    '第几次提交，评定时带上看到的版本 / how often it was sent: send back the one that was read',
});
const graded = { year: Year, version: Version };

export const GradeBody = Type.Union([
  Type.Object({ ...graded, grade: Type.Literal('passed'), remark: Type.Optional(Reason) }, closed),
  Type.Object({ ...graded, grade: Type.Enum(['nearly_passed', 'failed']), remark: Reason }, closed),
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
      version: Version,
      late: Type.Boolean(),
      submittedAt: InstantText,
      grade: orNull(Type.Enum(grades)),
      remark: orNull(Type.String()),
    }),
  ),
});

export const AnnualReports = Type.Object({ items: Type.Array(AnnualReport) });
