/** How a service that dies is started again. */
export interface RestartPolicy {
  /** Wait before the first restart in milliseconds; doubled for each death in a row, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Deaths in a row after which it is given up. */
  readonly maxInARow: number;
  /** Having been up this long, in milliseconds, a service counts as sound: its next death is the first in a row again. */
  readonly soundAfterMs: number;
}

export const RESTART_POLICY: RestartPolicy = { firstMs: 250, longestMs: 8_000, maxInARow: 6, soundAfterMs: 15_000 };

export type RestartDecision = { readonly restartAfterMs: number; readonly inARow: number } | { readonly giveUp: true; readonly inARow: number };

/** What follows from a death: `inARow` is the count before it, `uptimeMs` how long the process lived. */
export function decideRestart(policy: RestartPolicy, inARow: number, uptimeMs: number): RestartDecision {
  const now = uptimeMs >= policy.soundAfterMs ? 1 : inARow + 1;
  if (now > policy.maxInARow) return { giveUp: true, inARow: now };
  return { restartAfterMs: Math.min(policy.firstMs * 2 ** (now - 1), policy.longestMs), inARow: now };
}
