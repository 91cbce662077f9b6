/** Its rows as objects, or by `values()`, called at once, as arrays. */
export type Statement = Promise<unknown[]> & { values(): Promise<unknown[]> };

/** Starts a moment later, since what its rows are to look like is said right after. */
export function statement(start: (rowMode?: 'array') => Promise<unknown[]>): Statement {
  let rowMode: 'array' | undefined;
  const rows = Promise.resolve().then(() => start(rowMode));
  const values = () => {
    rowMode = 'array';
    return rows;
  };
  return Object.assign(rows, { values });
}
