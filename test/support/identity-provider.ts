import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import Provider from 'oidc-provider';
import type { Test } from 'tap';

/** What the provider knows of each account, by the name that signs in. */
export type Accounts = Record<string, Record<string, unknown>>;

export const client = { id: 'linli', secret: 'a secret of the tests only' };
const program = fileURLToPath(import.meta.url);
const startMilliseconds = 30_000;

/** A real OpenID Connect provider, as a process of its own until the test ends. */
export async function startIdentityProvider(
  t: Test,
  redirectUri: string,
  accounts: Accounts,
): Promise<string> {
  const port = await freePort();
  const env = { ...process.env, OIDC_TEST: JSON.stringify({ port, redirectUri, accounts }) };
  const child = spawn(process.execPath, ['--import=tsx', program], {
    ...{ env, stdio: ['ignore', 'pipe', 'inherit'] },
  });
  t.teardown(async () => {
    child.kill('SIGTERM');
    await once(child, 'close');
  });
  const signal = AbortSignal.timeout(startMilliseconds);
  await once(child.stdout!, 'data', { signal });
  return `http://127.0.0.1:${port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

function serve(): void {
  const { port, redirectUri, accounts } = JSON.parse(process.env.OIDC_TEST!) as {
    port: number;
    redirectUri: string;
    accounts: Accounts;
  };
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub', 'amr'], phone: ['phone_number', 'phone_number_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      ...{ accountId: id, claims: async () => ({ sub: id, ...accounts[id] }) },
    }),
  });
  provider.listen(port, '127.0.0.1', () => void process.stdout.write('listening\n'));
}

if (process.argv[1] === program) serve();
