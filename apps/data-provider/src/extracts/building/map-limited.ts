/**
 * Runs the work for every item, at most `limit` at once. The first failure aborts the others through the signal that they
 * were given, waits for them to end, and is thrown: nothing goes on behind the caller's back.
 * @returns the results in the order of the items
 */
export async function mapLimited<T, R>(items: readonly T[], limit: number, outer: AbortSignal, work: (item: T, signal: AbortSignal) => Promise<R>): Promise<R[]> {
  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const results = new Array<R>(items.length);
  const queue = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of queue) {
      signal.throwIfAborted();
      results[index] = await work(item, signal);
    }
  };
  const lanes = Array.from({ length: Math.min(limit, items.length) }, () => lane().catch((error: unknown) => {
    failed.abort(error);
    throw error;
  }));
  const ended = await Promise.allSettled(lanes);
  const [rejected] = ended.filter((end) => end.status === 'rejected');
  if (rejected !== undefined) throw failed.signal.aborted ? failed.signal.reason : rejected.reason;
  return results;
}
