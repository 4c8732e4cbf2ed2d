/** The moment from which a page shows what it was opened for: read by tests and by `benchmark pages`. */

const NAME = "ready";

/** Mark it, once. */
export function markReady(): void {
  if (performance.getEntriesByName(NAME).length === 0) performance.mark(NAME);
}
