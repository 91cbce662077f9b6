/** Crashes the request or job when something the code relies on is not so: a fault of ours, never the caller's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}

/** For switches over a union: a new member without a case does not compile. */
export function unreachable(value: never): never {
  throw new Error(`invariant: unexpected ${JSON.stringify(value)}`);
}
