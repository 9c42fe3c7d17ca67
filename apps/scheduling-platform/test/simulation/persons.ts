import { isActiveGroup } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { SimulatedNode } from './node.ts';
import { at } from './pick.ts';
import type { Platform } from './platform.ts';
import { NOTHING_SPECIAL, type Step } from './step.ts';
import type { Store } from './store.ts';
import type { Definitions } from './tasks.ts';
import type { Scenario } from './world.ts';

/** Operators: they fire by hand, cancel, retry, pause and resume, whatever is just going on. */
export class Persons {
  readonly #definitions: Definitions;

  constructor(
    private readonly store: Store,
    private readonly platform: Platform,
    private readonly scenario: Scenario,
  ) {
    this.#definitions = scenario.definitions;
  }

  fire(pick: number): void {
    const firing = at(this.scenario.events.flat(), pick);
    if (firing !== undefined) this.platform.firings.fire([{ ...firing, cause: this.store.newId('person') }]);
  }

  cancel(node: SimulatedNode, pick: number): void {
    const run = at([...this.store.runs.values()], pick);
    if (run !== undefined) node.execute([{ runId: run.id, kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'A person wants it so.' }]);
  }

  retry(node: SimulatedNode, pick: number): Step {
    const run = at([...this.store.runs.values()], pick);
    if (run === undefined) return NOTHING_SPECIAL;
    const [verdict] = node.execute([{ runId: run.id, kind: 'RETRY', who: 'a person', isHeld: false }]);
    return verdict?.kind === 'done' ? { ...NOTHING_SPECIAL, retried: new Set([run.id]) } : NOTHING_SPECIAL;
  }

  cancelGroup(node: SimulatedNode, pick: number): void {
    const run = at([...this.store.groupRuns.values()], pick);
    if (run === undefined || !isActiveGroup(run.state)) return;
    this.platform.groups.cancel(run.id, 'CANCELLED_BY_REQUEST');
    node.nudge();
  }

  retryGroup(node: SimulatedNode, pick: number): Step {
    const run = at([...this.store.groupRuns.values()], pick);
    const retried = run === undefined ? null : this.platform.groups.retry(run.id);
    if (run === undefined || retried === null) return NOTHING_SPECIAL;
    node.nudge();
    return { ...NOTHING_SPECIAL, retried: new Set([run.id, ...retried]) };
  }

  pause(pick: number): void {
    this.store.paused.add(this.#nameOf(pick));
  }

  resume(pick: number): void {
    this.#resume(this.#nameOf(pick));
  }

  resumeAll(): void {
    for (const name of [...this.store.paused]) this.#resume(name);
  }

  #resume(name: string): void {
    this.store.paused.delete(name);
    this.platform.groups.signalActive(name);
  }

  #nameOf(pick: number): string {
    return at([...this.#definitions.tasks, ...this.#definitions.groups], pick)?.name ?? '';
  }
}
