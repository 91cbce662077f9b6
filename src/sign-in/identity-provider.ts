import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  type IDToken,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { IdentityProvider } from '../kit/deps.ts';
import type { Logger } from '../kit/log.ts';
import { refuse } from './refusals.ts';

/** What the browser keeps, sealed, between going to the provider and coming back. */
export interface Errand {
  verifier: string;
  state: string;
  nonce: string;
}

export const callbackPath = '/v1/identity-provider-sign-ins/callback';

/** Sign-in with the city's own identity provider: OpenID Connect, code flow with PKCE, state and nonce. */
export function openIdentityProvider(settings: IdentityProvider, log: Logger) {
  let found: Promise<Configuration> | undefined;
  const configuration = async () => {
    found ??= discover(settings);
    try {
      return await found;
    } catch (error) {
      // The next one asks again.
      found = undefined;
      log.warn({ err: error }, 'the identity provider does not answer');
      throw refuse('provider_unavailable');
    }
  };
  return {
    /** Where to send the browser. Refuses: provider_unavailable. */
    async begin(): Promise<{ url: string; errand: Errand }> {
      const errand = {
        ...{ verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce() },
      };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: settings.publicUrl + callbackPath,
        scope: settings.scope,
        code_challenge: await calculatePKCECodeChallenge(errand.verifier),
        code_challenge_method: 'S256',
        ...{ state: errand.state, nonce: errand.nonce },
      });
      return { url: url.href, errand };
    },
    /** What the provider says of whoever came back. Refuses: provider_unavailable, provider_sign_in_failed. */
    async claimsOf(search: string, { verifier, state, nonce }: Errand): Promise<IDToken> {
      const known = await configuration();
      try {
        const came = new URL(settings.publicUrl + callbackPath + search);
        const tokens = await authorizationCodeGrant(known, came, {
          ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
          idTokenExpected: true,
        });
        return tokens.claims()!;
      } catch (error) {
        log.warn({ err: error }, 'a sign-in with the identity provider failed');
        throw refuse('provider_sign_in_failed');
      }
    },
  };
}

function discover({
  issuer,
  clientId,
  clientSecret,
  timeoutSeconds,
}: IdentityProvider): Promise<Configuration> {
  const server = new URL(issuer);
  // Of this machine, or the settings were refused.
  const local = server.protocol === 'http:';
  return discovery(server, clientId, undefined, ClientSecretBasic(clientSecret), {
    ...{ timeout: timeoutSeconds, execute: local ? [allowInsecureRequests] : [] },
  });
}
