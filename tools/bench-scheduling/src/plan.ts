/** How much is measured, and how hard it is pushed. */
export interface Plan {
  /** Lifecycles that are open at a time in the closed loop: enough to keep every part busy, not so many that queues hide it. */
  readonly openLifecycles: number;
  /** Before the measured span: code gets compiled, connections opened, tables filled. */
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Messages a second in the open loop. */
  readonly latencyRate: number;
  readonly latencyMs: number;
  readonly burstRuns: number;
  readonly peerJobs: number;
}

export const FULL: Plan = { openLifecycles: 300, warmUpMs: 8_000, measuredMs: 15_000, latencyRate: 50, latencyMs: 30_000, burstRuns: 10_000, peerJobs: 20_000 };

export const QUICK: Plan = { openLifecycles: 300, warmUpMs: 3_000, measuredMs: 4_000, latencyRate: 50, latencyMs: 5_000, burstRuns: 1_000, peerJobs: 3_000 };
