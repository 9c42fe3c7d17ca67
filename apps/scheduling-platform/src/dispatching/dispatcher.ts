import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { CLOCK, Logger, LoopRegistry, type Clock, type Loop } from '@syncline/service-kit';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { oncePer } from '../once-per.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { claimDueRuns, type ClaimedRow } from '../persistence/sql/claim-due-runs.sql.ts';
import { redirectDispatch } from '../persistence/sql/redirect-dispatch.sql.ts';
import { renewLeases } from '../persistence/sql/renew-leases.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { dispatchPolicyOf } from '../tasks/domain/task-rules.ts';
import { TaskVersions } from '../tasks/task-versions.ts';
import { DispatchSettlement, type Claim } from './dispatch-settlement.ts';
import { decideDispatchOutcome } from './domain/decide-dispatch-outcome.ts';
import { Instances } from './instances.ts';
import { TargetCaller } from './target-caller.ts';

/** Calls that one node makes at a time; the connections to one origin are as many (`Outbound`), so that none waits for another. */
const SLOTS = 256;

const policyOf = oncePer(dispatchPolicyOf);

/**
 * Calls targets for the runs that are due. Model:
 *   - No leader and no timer in memory: what is due is a row with `due_at` past. Each node claims rows with a lease and
 *     a fresh lease token, never more than it has free slots, and calls their targets side by side.
 *   - A claim is one short transaction, the call is outside of any, and what came of it is another short transaction,
 *     guarded by token and attempt. A crash at any point leaves a lease that runs out; then the same attempt goes out
 *     again with the same idempotency key.
 *   - Leases of calls in flight are renewed at a third of their length. A node that was stopped for longer than its
 *     lease wakes up without it: its call may still be answered, but its write finds no row.
 *   - On a graceful stop the calls are cut as it begins, by the signal of the loop, and their runs handed back, due at
 *     once: leases are renewed no more by then, and other loops may take long to stop.
 */
@Injectable()
export class Dispatcher implements BeforeApplicationShutdown {
  readonly #inFlight = new Set<{ readonly id: string; readonly leaseToken: string; readonly done: Promise<void> }>();
  readonly #loop: Loop;
  #runsClaimed = 0;

  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly versions: TaskVersions,
    private readonly caller: TargetCaller,
    private readonly settlement: DispatchSettlement,
    private readonly instances: Instances,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#loop = loops.add({ name: 'dispatch', everyMs: config.timing.pollMs, runOnce: (signal) => this.#claim(signal) });
    loops.add({ name: 'lease-renewal', everyMs: Math.ceil(config.timing.leaseMs / 3), runOnce: () => this.#renew() });
  }

  /** Runs claimed by this process since it started; a run counts each time. */
  get runsClaimed(): number {
    return this.#runsClaimed;
  }

  /** The loop has stopped by now: nothing new is claimed, and its signal has cut the calls. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#inFlight].map(({ done }) => done));
  }

  async #claim(stop: AbortSignal): Promise<boolean> {
    const slots = SLOTS - this.#inFlight.size;
    if (slots === 0) return false;
    const leaseToken = randomUUID();
    const rows = await this.database.query(claimDueRuns, { owner: this.config.nodeId, leaseToken, leaseMs: this.config.timing.leaseMs, slots });
    this.#runsClaimed += rows.length;
    for (const row of rows) this.#track(row, leaseToken, this.#dispatch(row, leaseToken, stop));
    return false;
  }

  #track({ id }: ClaimedRow, leaseToken: string, dispatched: Promise<void>): void {
    const call = {
      id,
      leaseToken,
      done: dispatched
        .catch((err: unknown) => this.logger.warn({ err }, 'a dispatch could not be settled; its lease runs out and it goes out again'))
        .then(() => {
          this.#inFlight.delete(call);
          // A slot is free, of this node and of the target.
          this.#loop.nudge();
        }),
    };
    this.#inFlight.add(call);
  }

  async #dispatch(run: ClaimedRow, leaseToken: string, stop: AbortSignal): Promise<void> {
    const definition = await this.versions.get(run.task, run.taskVersion);
    const claim: Claim = { run, leaseToken, definition };
    const url = await this.#instanceFor(claim);
    if (url === null) {
      this.logger.debug({ runId: run.id, attempt: run.attempt }, 'the lease was lost before the call, which is not made');
      return;
    }
    const answer = await this.caller.dispatch(run, url, definition, stop);
    if (stop.aborted && answer.kind === 'unanswered') {
      await this.settlement.handBack(claim);
      return;
    }
    const hasFailed = answer.kind === 'unanswered' || answer.status >= 500;
    if (hasFailed) this.instances.failed(url, this.clock.now());
    else this.instances.succeeded(url);
    const outcome = decideDispatchOutcome(answer, run.dispatchFailures, policyOf(definition));
    if (outcome.kind !== 'accepted') this.logger.warn({ runId: run.id, attempt: run.attempt, url, outcome: outcome.kind }, outcome.detail);
    await this.settlement.settle(claim, url, outcome);
  }

  /** The instance the row names, unless that one failed a moment ago and another has not; null: the run is another's by now. */
  async #instanceFor({ run, leaseToken, definition }: Claim): Promise<string | null> {
    const now = this.clock.now();
    const { urls } = definition.target;
    if (this.instances.isHealthy(run.lastUrl, now) || !urls.some((url) => this.instances.isHealthy(url, now))) return run.lastUrl;
    const url = this.instances.choose(urls, now);
    return (await this.database.execute(redirectDispatch, { id: run.id, leaseToken, url })) > 0 ? url : null;
  }

  async #renew(): Promise<boolean> {
    const held = [...this.#inFlight].map(({ id, leaseToken }) => ({ id, leaseToken }));
    if (held.length > 0) await this.database.execute(renewLeases, { held: jsonRows(held), leaseMs: this.config.timing.leaseMs });
    return false;
  }
}
