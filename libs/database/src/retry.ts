import { setTimeout as sleep } from 'node:timers/promises';
import { isStalePlan, isTransactionConflict } from './errors.ts';

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 10;

/**
 * Does it again when the engine undid it for a deadlock, a serialisation failure or a stale plan, at most five times in all. The
 * pauses grow and are random, so that two that met once do not meet again. The work must have no effect outside the
 * database.
 */
export async function retryConflicts<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !(isTransactionConflict(error) || isStalePlan(error))) throw error;
      await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
    }
  }
}
