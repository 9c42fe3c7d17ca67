import type { DispatchAnswer } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import type { RunCommand, RunVerdict } from '../../src/runs/domain/run-command.ts';
import type { Core } from './core.ts';
import type { Network } from './network.ts';
import type { Platform } from './platform.ts';
import type { DueDeadline } from './runs.ts';
import { NOTHING_SPECIAL, type Step } from './step.ts';
import type { Store } from './store.ts';
import type { Call } from './target.ts';
import { named, type Definitions } from './tasks.ts';

export interface NodeWorld {
  readonly store: Store;
  readonly platform: Platform;
  readonly network: Network;
  readonly core: Core;
  readonly definitions: Definitions;
}

/** One process of the platform: the rounds of its loops, and all that it keeps in memory, which a crash takes. */
export class SimulatedNode {
  readonly calls = new Map<number, Call>();
  /** A commit of this process has left something to do. */
  #isNudged = false;
  /** Read without a lock and acted on later; by then they may be another's, or over. */
  #deadlines: readonly DueDeadline[] = [];
  #session = 0;
  #made = 0;

  constructor(
    private readonly index: number,
    private readonly world: NodeWorld,
  ) {}

  claim(): Step {
    if (!this.#looks()) return NOTHING_SPECIAL;
    this.#isNudged = false;
    const leaseToken = this.world.store.newId('lease');
    const claims = this.world.platform.runs.claim(leaseToken);
    for (const { id: runId, task, businessDate, attempt, attemptDispatches: dispatch, dispatchFailures } of claims) {
      const id = 1_000 * (this.#made += 1) + this.index;
      const call: Call = { id, node: this.index, session: this.#session, runId, task, businessDate, attempt, dispatch, dispatchFailures, leaseToken };
      this.calls.set(id, call);
      this.world.network.send({ kind: 'DISPATCH', call });
    }
    return { ...NOTHING_SPECIAL, claims };
  }

  renew(): void {
    this.world.platform.runs.renew([...this.calls.values()]);
  }

  sweep(): void {
    if (this.world.platform.runs.sweep() > 0) this.nudge();
    this.world.platform.groups.sweep();
  }

  meetDeadlines(): void {
    this.world.platform.runs.meet(this.#deadlines);
    this.#deadlines = this.world.platform.runs.dueDeadlines();
  }

  moveGroups(): void {
    if (this.#looks() && this.world.platform.groups.heed()) this.nudge();
  }

  meetGroupDeadlines(): void {
    if (this.world.platform.groups.meetDeadlines()) this.nudge();
  }

  fireByTime(): void {
    if (this.world.platform.time.fire()) this.nudge();
  }

  tellCancellations(): void {
    const { store, network } = this.world;
    for (const { runId, attempt, token } of store.cancellations.values()) network.send({ kind: 'DELETE', runId, attempt, token });
  }

  /** The answer to a call. A process that was started since does not know the call. */
  settle(call: Call, answer: DispatchAnswer): Step {
    if (this.#session !== call.session || !this.calls.delete(call.id)) return NOTHING_SPECIAL;
    const { core, definitions } = this.world;
    const outcome = core.decideDispatchOutcome(answer, call.dispatchFailures, named(definitions.tasks, call.task).dispatch);
    const { runId, leaseToken, attempt, dispatch } = call;
    this.execute([{ runId, kind: 'SETTLE', leaseToken, attempt, dispatch, url: 'http://target/jobs', outcome }]);
    const report = outcome.kind === 'accepted' ? outcome.report : null;
    return { ...NOTHING_SPECIAL, settled: { call, report }, report: report === null ? null : { runId, report } };
  }

  /** In good order: what it was calling is handed back. */
  stop(): void {
    this.execute([...this.calls.values()].map(({ runId, leaseToken, attempt }) => ({ runId, kind: 'HAND_BACK', leaseToken, attempt })));
    this.crash();
  }

  /** And starts again. */
  crash(): void {
    this.#session += 1;
    this.calls.clear();
    this.#isNudged = false;
    this.#deadlines = [];
  }

  execute(commands: readonly RunCommand[]): RunVerdict[] {
    const verdicts = this.world.platform.runs.execute(commands);
    this.nudge();
    return verdicts;
  }

  nudge(): void {
    this.#isNudged = true;
  }

  #looks(): boolean {
    return this.world.core.polls || this.#isNudged;
  }
}
