import { Type } from 'typebox';
import { InstantText, PageQuery, Uuid } from '../kit/http.ts';
import {
  candidateReasons,
  organisationKinds,
  organisationStates,
  organisationTypes,
  warnings,
} from './tables.ts';

const closed = { additionalProperties: false } as const;
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Kind = Type.Enum(organisationKinds);
const OrganisationTypeName = Type.Enum(organisationTypes);
const State = Type.Enum(organisationStates);
const Reason = Type.String({ minLength: 2, maxLength: 500, pattern: '\\S' });

export const OrganisationBody = Type.Object(
  {
    kind: Kind,
    type: OrganisationTypeName,
    name: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S.*\\S' }),
    region: Type.String({ pattern: '^(\\d{9}|\\d{12})$', examples: ['120101004002'] }),
    creditCode: Type.Optional(Type.String({ maxLength: 40, examples: ['52120101MJ0B123452'] })),
    leaderPhone: Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] }),
  },
  closed,
);

const Version = Type.Integer({
  minimum: 1,
  description: '改动次数，修改时带上看到的版本 / counts changes: send back the one that was seen',
});

export const OrganisationEditBody = Type.Object(
  {
    ...{ type: OrganisationTypeName, name: OrganisationBody.properties.name },
    creditCode: OrganisationBody.properties.creditCode,
    leaderPhone: Type.Optional(OrganisationBody.properties.leaderPhone),
    version: Type.Optional(Version),
  },
  closed,
);

export const HubBody = Type.Object(
  { hubId: Type.Union([Uuid, Type.Null()], { description: '空为退出 / null: none any more' }) },
  closed,
);

const Post = Type.Enum(['social_worker']);
export const MemberBody = Type.Object(
  {
    name: Type.String({ minLength: 2, maxLength: 60, pattern: '\\S.*\\S' }),
    phone: Type.Optional(Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] })),
    post: Type.Optional(Post),
  },
  closed,
);

export const OrganisationListQuery = Type.Object(
  {
    ...PageQuery.properties,
    region: Type.Optional(Type.String({ pattern: '^(\\d{6}|\\d{9}|\\d{12})$' })),
    state: Type.Optional(State),
    kind: Type.Optional(Kind),
    type: Type.Optional(OrganisationTypeName),
    hub: Type.Optional(Uuid),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 60,
        description: '名称的一部分 / a part of the name',
      }),
    ),
    candidate: Type.Optional(
      Type.Boolean({
        description:
          '拟登记台账；false：未列入的 / fit for registration; false: not listed as that',
      }),
    ),
  },
  closed,
);

export const RulingBody = Type.Union([
  Type.Object({ decision: Type.Literal('suspend'), reason: Reason }, closed),
  Type.Object({ decision: Type.Literal('resume') }, closed),
  Type.Object(
    {
      decision: Type.Literal('list_candidate'),
      reasons: Type.Array(Type.Enum(candidateReasons), {
        uniqueItems: true,
        description:
          '列入拟登记台账的理由，空为移出 / why it is fit for registration; none: off the list',
      }),
    },
    closed,
  ),
  Type.Object(
    {
      decision: Type.Literal('upgrade'),
      creditCode: Type.String({ maxLength: 40, examples: ['51120101MJ00000200'] }),
    },
    closed,
  ),
  Type.Object(
    {
      decision: Type.Literal('revoke'),
      reason: Reason,
      documentNumber: Type.String({
        minLength: 4,
        maxLength: 60,
        pattern: '\\S',
        description: '决定文书号 / the number of the document that decides it',
      }),
    },
    closed,
  ),
]);

export const Organisation = Type.Object({
  id: Uuid,
  kind: Kind,
  type: OrganisationTypeName,
  name: Type.String(),
  region: Type.String(),
  regionName: Type.String(),
  creditCode: orNull(Type.String()),
  state: State,
  reason: orNull(Type.String()),
  documentNumber: orNull(Type.String()),
  leaderPhone: orNull(Type.String({ examples: ['138****1234'] })),
  filingNumber: orNull(Type.String({ examples: ['B12010100420260001'] })),
  candidate: orNull(
    Type.Object({ reasons: Type.Array(Type.Enum(candidateReasons)), since: InstantText }),
  ),
  hubId: orNull(Uuid),
  roster: orNull(
    Type.Object(
      { members: Type.Integer(), least: orNull(Type.Integer()), short: Type.Boolean() },
      { description: '花名册人数；short：少于备案最低人数 / short: fewer than filing asks for' },
    ),
  ),
  hub: orNull(
    Type.Object({
      ...{ socialWorkers: Type.Integer(), least: Type.Integer(), most: Type.Integer() },
      standing: Type.Enum(['below', 'within', 'above']),
      bodies: Type.Integer({ description: '加入的组织数 / bodies that have joined' }),
    }),
  ),
  enteredAt: InstantText,
  version: Version,
  warnings: Type.Array(Type.Enum(warnings), {
    description:
      '请核对：代码中的组织机构代码校验不符 / please check: the code’s old organisation code does not fit',
  }),
  may: Type.Array(Type.String({ examples: ['organisation.edit'] }), {
    description: '您可对本组织办理的事项 / what the caller may do with it',
  }),
});

export const CancellationBody = Type.Object({ reason: Reason }, closed);

export const Member = Type.Object({
  id: Uuid,
  name: Type.String({ examples: ['李*'] }),
  phone: orNull(Type.String({ examples: ['138****1234'] })),
  post: orNull(Post),
  joinedAt: InstantText,
});
export const MemberDisclosureBody = Type.Object({ reason: Reason }, closed);
export const DisclosedMember = Type.Object({
  name: Type.String({ examples: ['李小明'] }),
  phone: orNull(Type.String({ examples: ['13812341234'] })),
});
export const Members = Type.Object({ items: Type.Array(Member) });

export const Membership = Type.Object({
  id: Uuid,
  organisationId: Uuid,
  organisationName: Type.String(),
  name: Type.String({ examples: ['李*'] }),
  post: orNull(Post),
  joinedAt: InstantText,
});
