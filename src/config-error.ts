/** Thrown for a wrong setting; its message is the one line to print. */
export class ConfigError extends Error {}

/** Refuses a key that somebody has left to be filled in. */
export function requireKey(name: string, key: string | undefined): void {
  if (key !== undefined && Buffer.from(key, 'base64').every((byte) => byte === 0))
    throw new ConfigError(`${name} is nothing but zeros (密钥全为零): openssl rand -base64 32`);
}

/** Refuses an address where what is sent could be read and changed on the way. */
export function requireSafe(name: string, address: string | undefined): void {
  if (address !== undefined && !isSafe(address))
    throw new ConfigError(
      `${name} must be https (须为 https): without it, whoever is between reads and changes what is sent. http only on this machine.`,
    );
}

const ownNames = ['localhost', '127.0.0.1', '[::1]'];

/** Encrypted on the way, or not leaving this machine. */
function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ownNames.includes(hostname);
}
