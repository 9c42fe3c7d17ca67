import type { DispatchPolicy } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import type { OverlapPolicy } from '../../src/runs/domain/decide-overlap.ts';
import type { RunRules } from '../../src/runs/domain/run-context.ts';
import type { MisfirePolicy } from '../../src/triggers/domain/decide-firings.ts';

/** A definition, in the words of the decisions. */
export interface SimulatedTask {
  readonly name: string;
  readonly overlap: OverlapPolicy;
  readonly rules: RunRules;
  readonly dispatch: DispatchPolicy;
}

export interface SimulatedGroup {
  readonly name: string;
  readonly overlap: OverlapPolicy;
  readonly onMemberFailure: 'STOP' | 'CONTINUE';
  readonly members: readonly { readonly task: string; readonly mode: 'SYNC' | 'ASYNC' }[];
}

/** An interval of a task or a group, with what happens to what it missed. */
export interface SimulatedTrigger {
  readonly id: string;
  readonly owner: string;
  readonly everyMs: number;
  readonly policy: MisfirePolicy;
}

export interface Definitions {
  readonly tasks: readonly SimulatedTask[];
  readonly groups: readonly SimulatedGroup[];
  readonly triggers: readonly SimulatedTrigger[];
}

export const LEASE_MS = 3_000;
/** Calls that one node makes at a time, and that a target may have in flight. */
export const SLOTS = 4;
export const MAX_IN_FLIGHT = 5;
export const REPORTER = { issuer: 'urn:syncline:data-consumer', subject: 'data-consumer' };
export const URL = 'http://target/jobs';

const RETRY = { maxAttempts: 3, initialMs: 1_000, factor: 2, maxMs: 4_000 };

export function named<Item extends { readonly name: string }>(items: readonly Item[], name: string): Item {
  const item = items.find((candidate) => candidate.name === name);
  if (item === undefined) throw new Error(`There is no ${name}`);
  return item;
}

export const simulatedTask = (name: string, overlap: OverlapPolicy): SimulatedTask => ({
  name,
  overlap,
  rules: { completion: 'RECONCILED', retry: RETRY, silentAfterMs: 60_000, deadlines: { overdueAfterMs: 30_000, overdueAt: null, failAfterMs: 1_800_000 }, reporter: REPORTER },
  dispatch: { redispatchEveryMs: 5_000, retry: RETRY },
});
