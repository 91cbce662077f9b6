import envSchema from 'env-schema';
import { type Static, Type } from 'typebox';
import { ConfigError, requireKey, requireSafe } from './config-error.ts';
import type { IdentityProvider, MessageWebhook } from './kit/deps.ts';
import { isCityCode } from './kit/region-code.ts';

const text = (description: string, rest: object = {}) => Type.String({ description, ...rest });

/** Every setting of the service. Read here once and nowhere else; the table in the README is printed from this. */
const Settings = Type.Object({
  PORT: Type.Integer({
    default: 3000,
    minimum: 0,
    maximum: 65535,
    description: 'Port of the API and the web app (端口); 0 takes a free one',
  }),
  HOST: text('Address to listen on (监听地址); 0.0.0.0 to be reached from other machines', {
    default: '127.0.0.1',
    minLength: 1,
  }),
  TRUST_PROXY: Type.Optional(
    text(
      'Proxies whose X-Forwarded-For and -Proto are believed (可信代理), as addresses or networks with commas, e.g. 10.0.0.5,172.16.0.0/12; none when left out',
      { pattern: '^[0-9A-Fa-f.:/]+(,[0-9A-Fa-f.:/]+)*$' },
    ),
  ),
  DATABASE_URL: Type.Optional(
    text('An outside PostgreSQL 15 or newer, postgres://…; without it the embedded one runs', {
      pattern: '^postgres(ql)?://',
    }),
  ),
  DATABASE_ADMIN_URL: Type.Optional(
    text('The user for migrations, when the service’s own user may not create schemas', {
      pattern: '^postgres(ql)?://',
    }),
  ),
  DATABASE_CONNECTIONS: Type.Integer({
    default: 12,
    minimum: 2,
    maximum: 200,
    description: 'Most connections of one process to PostgreSQL',
  }),
  REDIS_URL: Type.Optional(
    text(
      'A Redis for the queues, redis://… with append-only persistence and noeviction; without it they live in PostgreSQL',
      { pattern: '^rediss?://' },
    ),
  ),
  DATA_DIR: text('Where the embedded database and its keys live (数据目录)', {
    default: '.data',
    minLength: 1,
  }),
  MASTER_KEY: Type.Optional(
    text(
      '32 bytes in base64 that seal personal data and sign tokens (openssl rand -base64 32); needed with DATABASE_URL, else made in DATA_DIR',
      { pattern: '^[A-Za-z0-9+/]{43}=$' },
    ),
  ),
  NEXT_MASTER_KEY: Type.Optional(
    text('The master key that `keys add-master` lets in beside MASTER_KEY (新主密钥)', {
      pattern: '^[A-Za-z0-9+/]{43}=$',
    }),
  ),
  CHECKPOINT_DIR: Type.Optional(
    text(
      'Where workers write signed checkpoints of the books, outside of the database (账本检查点目录); keep copies elsewhere; without it, checkpoints in DATA_DIR',
      { minLength: 1 },
    ),
  ),
  BOOK: Type.Integer({
    default: 120000,
    minimum: 110000,
    maximum: 990000,
    description: 'The city that this deployment serves, as its division code (账本城市)',
  }),
  DEMO_TOWN: Type.Union([Type.Literal('auto'), Type.Literal('yes'), Type.Literal('no')], {
    default: 'auto',
    description:
      'The demonstration town with its public logins (演示城市): auto = only with the embedded database',
  }),
  OIDC_ISSUER: Type.Optional(
    text(
      'The identity provider that staff sign in with (统一身份认证), OpenID Connect; off when left out',
      {
        pattern: '^https?://',
      },
    ),
  ),
  OIDC_CLIENT_ID: Type.Optional(
    text('What the identity provider knows this service as', { minLength: 1 }),
  ),
  OIDC_CLIENT_SECRET: Type.Optional(text('Its secret there', { minLength: 1 })),
  OIDC_SCOPE: text('What is asked of the identity provider', {
    default: 'openid phone',
    minLength: 6,
  }),
  OIDC_PHONE_CLAIM: text(
    'The claim with the verified phone of an existing person; NAME_verified has to be true',
    { default: 'phone_number', minLength: 1 },
  ),
  OIDC_TIMEOUT_S: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 120,
    description: 'Seconds that the identity provider may take to answer',
  }),
  PUBLIC_URL: Type.Optional(
    text('Where browsers reach the service (对外网址), https://…; needed with OIDC_ISSUER', {
      pattern: '^https?://[^/]+$',
    }),
  ),
  SMS_PROVIDER: Type.Union(
    ['auto', 'mailbox', 'http'].map((provider) => Type.Literal(provider)),
    {
      default: 'auto',
      description:
        'Who sends text messages (短信通道): mailbox = the page of the demonstration, http = a gateway of the city at SMS_WEBHOOK_URL; auto = mailbox in the demonstration, else nobody',
    },
  ),
  SMS_WEBHOOK_URL: Type.Optional(
    text(
      'Gets each message as JSON {id, phone, kind, values, language} by POST (短信网关地址), https://…; kinds and their texts: src/sign-in/messages.ts',
      { pattern: '^https?://' },
    ),
  ),
  SMS_WEBHOOK_SECRET: Type.Optional(
    text(
      'Signs each message: header linli-signature, HMAC-SHA-256 of the body in hexadecimal (短信网关密钥)',
      { minLength: 32 },
    ),
  ),
  SMS_TIMEOUT_S: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 60,
    description: 'Seconds that the gateway may take to answer',
  }),
  LOG_LEVEL: Type.Union(
    ['debug', 'info', 'warn', 'error', 'silent'].map((level) => Type.Literal(level)),
    { default: 'warn', description: 'How much is logged (日志级别)' },
  ),
});

export { ConfigError } from './config-error.ts';

export type Config = Static<typeof Settings> & {
  identityProvider: IdentityProvider | undefined;
  /** Who sends text messages, if anybody. */
  messages: 'mailbox' | MessageWebhook | undefined;
  /** Whether the demonstration town, its logins and its mailbox exist. */
  demo: boolean;
};

/**
 * Reads the settings. Refuses (ConfigError, one line): a value that does not fit, a book that cannot be a city, an
 * outside database without a master key, since two processes with different keys could not read each other's data, a key
 * of zeros, and an address beyond this machine that is not https.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  let settings: Static<typeof Settings>;
  try {
    settings = envSchema<Static<typeof Settings>>({
      schema: Settings,
      data: { ...env },
      env: false,
    });
  } catch (error) {
    throw new ConfigError(
      `Setting not valid (设置有误): ${(error as Error).message.replace('env/', '')}`,
    );
  }
  if (!isCityCode(String(settings.BOOK))) {
    throw new ConfigError(
      'BOOK must be the code of a city (账本须为城市代码): 120000 for a municipality, 320100, or 429004 for one directly below its province.',
    );
  }
  if (settings.DATABASE_URL && !settings.MASTER_KEY) {
    throw new ConfigError(
      'With DATABASE_URL, MASTER_KEY must be set (openssl rand -base64 32), the same for every process.',
    );
  }
  const demo =
    settings.DEMO_TOWN === 'yes' || (settings.DEMO_TOWN === 'auto' && !settings.DATABASE_URL);
  for (const name of ['MASTER_KEY', 'NEXT_MASTER_KEY'] as const) requireKey(name, settings[name]);
  for (const name of ['OIDC_ISSUER', 'PUBLIC_URL', 'SMS_WEBHOOK_URL'] as const)
    requireSafe(name, settings[name]);
  return {
    ...{ ...settings, demo },
    identityProvider: identityProviderOf(settings),
    messages: messagesOf(settings, demo),
  };
}

function messagesOf(settings: Static<typeof Settings>, demo: boolean): Config['messages'] {
  const { SMS_PROVIDER, SMS_WEBHOOK_URL, SMS_WEBHOOK_SECRET, SMS_TIMEOUT_S } = settings;
  if (SMS_PROVIDER === 'auto') return demo ? 'mailbox' : undefined;
  if (SMS_PROVIDER === 'mailbox') {
    if (!demo)
      throw new ConfigError(
        'SMS_PROVIDER=mailbox shows every code to everybody (验证码对所有人公开): only with DEMO_TOWN.',
      );
    return 'mailbox';
  }
  if (!SMS_WEBHOOK_URL || !SMS_WEBHOOK_SECRET)
    throw new ConfigError(
      'With SMS_PROVIDER=http, SMS_WEBHOOK_URL and SMS_WEBHOOK_SECRET must be set.',
    );
  return { url: SMS_WEBHOOK_URL, secret: SMS_WEBHOOK_SECRET, timeoutSeconds: SMS_TIMEOUT_S };
}

function identityProviderOf(settings: Static<typeof Settings>): IdentityProvider | undefined {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL } = settings;
  if (!OIDC_ISSUER) return undefined;
  if (!OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET || !PUBLIC_URL) {
    throw new ConfigError(
      'With OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET and PUBLIC_URL must be set.',
    );
  }
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    scope: settings.OIDC_SCOPE,
    phoneClaim: settings.OIDC_PHONE_CLAIM,
    publicUrl: PUBLIC_URL,
    timeoutSeconds: settings.OIDC_TIMEOUT_S,
  };
}

/** The settings as a Markdown table, for the README. */
export function configTable(): string {
  const rows = Object.entries(Settings.properties).map(([name, schema]) => {
    const { default: initial, description } = schema as { default?: unknown; description?: string };
    return `| \`${name}\` | ${initial === undefined ? '–' : `\`${initial}\``} | ${description} |`;
  });
  return ['| Setting | Default | What it is |', '| --- | --- | --- |', ...rows].join('\n');
}
