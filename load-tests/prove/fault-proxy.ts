/**
 * A TCP proxy that stands between a client and the database and is as bad as networks get. It knows nothing of
 * what it carries: a request is what the client sends at once, a reply is what comes back.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Random } from './random.ts';

export const networkFaults = [
  'cut before the reply', // the request is answered, the answer is thrown away
  'cut in mid-reply',
  'reset', // both ends at once, whatever is under way
  'reply delayed',
  'request late', // the client is cut off at once; what it sent arrives when it has long asked again
  'half open', // what comes back is swallowed, and only after a while anybody notices
] as const;
export type NetworkFault = (typeof networkFaults)[number];

export interface FaultProxy {
  port: number;
  /** How often each fault was done to somebody. */
  counts: Map<NetworkFault, number>;
  close(): Promise<void>;
}

export interface FaultProxyOptions {
  /** Where to now: the database has another port after every start. */
  upstreamPort(): number;
  /** What is done to the request that has just come, if anything. */
  nextFault(): NetworkFault | undefined;
  /** For how long, and where it breaks. */
  random: Random;
}

/** Opens the proxy on 127.0.0.1. */
export async function openFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const counts = new Map<NetworkFault, number>(networkFaults.map((fault) => [fault, 0]));
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(options.upstreamPort(), '127.0.0.1');
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.setNoDelay(true);
      // A reset is what this proxy is for; the other end hears of it through 'close'.
      socket.on('error', () => {});
      socket.on('close', () => open.delete(socket));
    }
    carry({ client, upstream }, options, counts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    counts,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

interface Link {
  client: Socket;
  upstream: Socket;
}

function carry(
  link: Link,
  { random, nextFault }: FaultProxyOptions,
  counts: FaultProxy['counts'],
): void {
  const { client, upstream } = link;
  /** What happens to the next reply. */
  let onReply: ((reply: Buffer) => void) | undefined;
  let broken = false;
  client.on('data', (request) => {
    if (broken) return;
    const fault = nextFault();
    if (!fault) {
      upstream.write(request);
      return;
    }
    counts.set(fault, counts.get(fault)! + 1);
    if (fault === 'reply delayed') {
      upstream.write(request);
      upstream.pause();
      setTimeout(() => upstream.resume(), random.between(20, 400));
      return;
    }
    broken = true;
    onReply = breakOff(fault, link, request, random);
  });
  upstream.on('data', (reply) => {
    if (onReply) onReply(reply);
    else if (!client.destroyed) client.write(reply);
  });
  client.on('close', () => {
    if (!broken) upstream.destroy();
  });
  upstream.on('close', () => client.destroy());
}

/** Ends the connection in the way of `fault`; answers what to do with a reply that comes before the end. */
function breakOff(
  fault: Exclude<NetworkFault, 'reply delayed'>,
  { client, upstream }: Link,
  request: Buffer,
  random: Random,
): (reply: Buffer) => void {
  const endBoth = () => {
    client.destroy();
    upstream.destroy();
  };
  const swallow = () => {};
  switch (fault) {
    case 'cut before the reply':
      upstream.write(request);
      return endBoth;
    case 'cut in mid-reply':
      upstream.write(request);
      return (reply) => {
        client.end(reply.subarray(0, random.between(1, Math.max(1, reply.length - 1))), endBoth);
      };
    case 'reset':
      upstream.write(request, () => upstream.resetAndDestroy());
      client.resetAndDestroy();
      return swallow;
    case 'request late':
      client.destroy();
      setTimeout(() => upstream.write(request), random.between(20, 300));
      setTimeout(endBoth, random.between(301, 600));
      return swallow;
    case 'half open':
      upstream.write(request);
      setTimeout(
        () => {
          client.resetAndDestroy();
          upstream.destroy();
        },
        random.between(100, 600),
      );
      return swallow;
  }
}
