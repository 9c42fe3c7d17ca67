import { setTimeout as delay } from 'node:timers/promises';
import type { Stack } from '../stack/stack.ts';

/** Without an end for so long, something is stuck. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 100;

/** Waits until the target has reported so many runs, as long as they go on ending. */
export async function untilEnded(stack: Stack, count: number): Promise<void> {
  let last = { ended: -1, at: performance.now() };
  for (;;) {
    const { ended } = await stack.target.call('counts', null);
    if (ended >= count) return;
    if (ended > last.ended) last = { ended, at: performance.now() };
    if (performance.now() - last.at > PATIENCE_MS) throw new Error(`Only ${ended} of ${count} runs have ended, and none for ${PATIENCE_MS / 1_000} s.`);
    await delay(LOOK_EVERY_MS);
  }
}
