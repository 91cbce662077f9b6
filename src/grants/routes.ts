import { Type } from 'typebox';
import { actorOf, roleNames, roles } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import {
  type App,
  BothLanguages,
  IdParams,
  InstantText,
  PageOf,
  PageQuery,
  Uuid,
} from '../kit/http.ts';
import { coverageRoutes } from './coverage-routes.ts';
import { grantStates } from './grant.ts';
import { grantRole } from './grant-role.ts';
import { listGrants, searchGrants } from './list-grants.ts';
import { listScopes } from './list-scopes.ts';
import { revokeGrant } from './revoke-grant.ts';

const tags = ['roles'];
const closed = { additionalProperties: false };
const Role = Type.Enum(roleNames);
const Phone = Type.String({ minLength: 11, maxLength: 20, examples: ['13812345678'] });
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const Grant = Type.Object({
  id: Uuid,
  person: Type.Object({
    ...{ id: Uuid, phone: Type.String({ examples: ['138****1234'] }) },
    name: orNull(Type.String({ examples: ['李**'], description: '志愿者姓名，脱敏 / masked' })),
  }),
  role: Type.String({ examples: ['station_manager'] }),
  name: BothLanguages,
  scope: Type.String(),
  scopeName: Type.String(),
  validFrom: InstantText,
  validTo: orNull(InstantText),
  grantedBy: orNull(Uuid),
  state: Type.Enum([...grantStates]),
  mayRevoke: Type.Boolean(),
});

export async function grantRoutes(app: App, deps: Deps) {
  coverageRoutes(app, deps);
  app.get(
    '/v1/roles',
    {
      config: { action: 'role.read' },
      schema: {
        tags,
        summary: '角色 / The roles, and what each is granted for',
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                role: Type.String(),
                name: BothLanguages,
                scope: Type.String({ examples: ['street', 'station', 'oneself'] }),
              }),
            ),
          }),
        },
      },
    },
    async () => ({ items: roleNames.map((role) => ({ role, ...roles[role] })) }),
  );

  app.get(
    '/v1/role-grants',
    {
      config: { action: 'role_grant.read_own' },
      schema: {
        tags,
        summary: '授权列表 / Grants: one’s own, or those of one’s area',
        querystring: Type.Object(
          {
            ...PageQuery.properties,
            view: Type.Union([Type.Literal('mine'), Type.Literal('area')], { default: 'mine' }),
            role: Type.Optional(Role),
            inForce: Type.Optional(Type.Boolean({ description: '只列生效中的 / only in force' })),
          },
          closed,
        ),
        response: { 200: PageOf(Grant) },
      },
    },
    async (request) => listGrants(deps, actorOf(request), request.query),
  );

  app.post(
    '/v1/role-grant-searches',
    {
      config: { action: 'role_grant.read' },
      schema: {
        tags,
        // The phone does not stand in an address.
        summary: '按手机号查授权 / What somebody was granted within one’s area, by phone',
        body: Type.Object({ phone: Phone }, closed),
        response: { 200: Type.Object({ items: Type.Array(Grant) }) },
      },
    },
    async (request) => searchGrants(deps, actorOf(request), request.body),
  );

  app.get(
    '/v1/role-scopes',
    {
      config: { action: 'role_grant.make' },
      schema: {
        tags,
        summary: '可授予的区域或单位 / What a role may be given for by the caller',
        querystring: Type.Object({ ...PageQuery.properties, role: Role }, closed),
        response: {
          200: PageOf(
            Type.Object({
              ...{ scope: Type.String(), name: Type.String() },
              path: Type.Array(Type.String(), {
                examples: [['蓟州区', '渔阳镇']],
                description: '所在的上级区划，由上到下 / what it lies in, from above',
              }),
            }),
          ),
        },
      },
    },
    async (request) => listScopes(deps, actorOf(request), request.query),
  );

  app.post(
    '/v1/role-grants',
    {
      config: { action: 'role_grant.make' },
      schema: {
        tags,
        summary: '授予角色 / Give somebody a role',
        body: Type.Object(
          {
            phone: Phone,
            role: Role,
            scope: Type.String({ minLength: 6, maxLength: 36, examples: ['120101004001'] }),
            validFrom: Type.Optional(InstantText),
            validTo: Type.Optional(InstantText),
          },
          closed,
        ),
        response: { 201: Grant },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await grantRole(deps, actorOf(request), request.body)),
  );

  app.delete(
    '/v1/role-grants/:id',
    {
      config: { action: 'role_grant.make' },
      schema: {
        tags,
        summary: '收回角色 / Take a role back',
        params: IdParams,
        response: { 200: Grant },
      },
    },
    async (request) => revokeGrant(deps, actorOf(request), request.params.id),
  );
}
