import { setTimeout as delay } from 'node:timers/promises';

const ASK_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 2_000;

/** Whether `GET <url>` answers 2xx now. */
export async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), redirect: 'error' });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Asks until `url` answers 2xx; false when `withinMs` pass or `signal` comes first. */
export async function untilReady(url: string, withinMs: number, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!signal.aborted && performance.now() < until) {
    if (await isReady(url)) return true;
    await delay(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}
