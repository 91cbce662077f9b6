import { readFile } from 'node:fs/promises';
import { Type } from 'typebox';
import { actorOf } from '../access/index.ts';
import type { Deps } from '../kit/deps.ts';
import { type App, IdParams, PageOf, PageQuery } from '../kit/http.ts';
import { checkpointSignatures } from './checkpoint.ts';
import { listCheckpoints } from './list-checkpoints.ts';
import { proveBalance, proveTransfer } from './prove.ts';
import { BalanceProof, CheckpointItem, PublicKeys, TransferProof } from './schemas.ts';

const tags = ['proofs'];
/** Shorter than a new key is published before it signs. */
const keysCachedSeconds = 30;

export async function proofRoutes(app: App, deps: Deps) {
  app.get(
    '/v1/checkpoints',
    {
      config: { action: 'checkpoint.read' },
      schema: {
        tags,
        summary: '账本检查点 / Signed checkpoints of the books, newest first',
        querystring: PageQuery,
        response: { 200: PageOf(CheckpointItem) },
      },
    },
    async (request) => listCheckpoints(deps, request.actor?.book ?? deps.book, request.query),
  );

  app.get(
    '/.well-known/jwks.json',
    {
      config: { action: 'checkpoint.read' },
      schema: {
        tags,
        summary:
          '验证检查点和登录凭证的公钥 / The public keys for checkpoints and access tokens (RFC 7517)',
        response: { 200: PublicKeys },
      },
    },
    async (_request, reply) => {
      const { keys } = await checkpointSignatures(deps.vault).publicKeys();
      const all = { keys: [...keys, ...(await deps.tokens.publicKeys())] };
      return reply
        .header('cache-control', `public, max-age=${keysCachedSeconds}`)
        .send(all as never);
    },
  );

  app.get(
    '/v1/proof-verifier',
    {
      config: { action: 'checkpoint.read' },
      schema: {
        tags,
        summary:
          '离线验证程序 / The program that verifies a proof offline: node verify-proof.mjs proof.json jwks.json',
        produces: ['text/javascript'],
        response: { 200: Type.String() },
      },
    },
    async (_request, reply) =>
      reply
        .type('text/javascript; charset=utf-8')
        .header('content-disposition', 'attachment; filename="verify-proof.mjs"')
        .serializer(String)
        .send(await readFile(new URL('verify-proof.mjs', import.meta.url), 'utf8')),
  );

  app.get(
    '/v1/volunteers/me/statement/:id/proof',
    {
      config: { action: 'passbook.read_own' },
      schema: {
        tags,
        summary: '一笔明细的证明 / The proof of one line of my statement, to be verified offline',
        params: IdParams,
        response: { 200: TransferProof },
      },
    },
    async (request) => proveTransfer(deps, actorOf(request), request.params.id),
  );

  app.get(
    '/v1/volunteers/me/balance/proof',
    {
      config: { action: 'passbook.read_own' },
      schema: {
        tags,
        summary: '余额的证明 / The proof of my balance at the newest checkpoint',
        querystring: Type.Object(
          { unit: Type.Union([Type.Literal('HOURS'), Type.Literal('POINT')]) },
          { additionalProperties: false },
        ),
        response: { 200: BalanceProof },
      },
    },
    async (request) => proveBalance(deps, actorOf(request), request.query.unit),
  );
}
