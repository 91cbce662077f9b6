import { createHmac } from 'node:crypto';
import type { MessageWebhook } from './deps.ts';
import { newId } from './id.ts';
import { refuse } from './kit-refusals.ts';
import type { MessageSender } from './messages.ts';

/** Nobody was reached, so nothing was sent. */
const unreached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * Hands each message to a gateway of the city, which knows the signature and the templates of its provider: a JSON object
 * with id, phone, kind, values and language, signed in the header linli-signature with HMAC-SHA-256 over the bytes of the body.
 * Any 2xx means taken over.
 */
export function messageWebhook({ url, secret, timeoutSeconds }: MessageWebhook): MessageSender {
  return {
    async send(message) {
      const body = JSON.stringify({ id: newId(), ...message });
      const signature = createHmac('sha256', secret).update(body).digest('hex');
      const headers = { 'content-type': 'application/json', 'linli-signature': signature };
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      let answer: Response;
      try {
        answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      } catch (error) {
        const { code } = ((error as Error).cause ?? {}) as { code?: string };
        if (code !== undefined && unreached.has(code)) throw refuse('messages_unavailable');
        throw new Error('the SMS gateway gave no answer', { cause: error });
      }
      await answer.body?.cancel();
      if (!answer.ok) throw refuse('messages_unavailable');
    },
  };
}
