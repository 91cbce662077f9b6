/** Storage that may be refused (private windows, full disks): the app works on without it. */
export function recall(key: string, store: 'local' | 'tab' = 'local'): string | null {
  try {
    return storage(store).getItem(key);
  } catch {
    return null;
  }
}

export function remember(
  key: string,
  value: string | null,
  store: 'local' | 'tab' = 'local',
): void {
  try {
    if (value === null) storage(store).removeItem(key);
    else storage(store).setItem(key, value);
  } catch {
    // Nothing to do: remembering is a comfort, never a condition.
  }
}

const storage = (store: 'local' | 'tab'): Storage =>
  store === 'local' ? localStorage : sessionStorage;
