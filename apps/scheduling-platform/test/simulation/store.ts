import type { OccurrenceOutcome } from '@syncline/contract';
import type { AlertRequest } from '../../src/alerts/domain/alert-request.ts';
import type { GroupRunState } from '../../src/group-runs/domain/group-run.state-machine.ts';
import type { DeadlineKind } from '../../src/runs/domain/run-command.ts';
import type { MissedVerdict } from '../../src/triggers/domain/decide-firings.ts';
import type { RunSnapshot } from '../../src/runs/domain/run-snapshot.ts';

/** A row of `runs`, as far as decisions and claims look at it. */
export interface RunRow extends RunSnapshot {
  readonly parametersDigest: string;
  readonly leaseUntil: Date | null;
  /** Place in its group; null: no member of one. */
  readonly memberIndex: number | null;
}

export interface OccurrenceRow {
  readonly id: string;
  readonly owner: string;
  /** What caused it: an event, a person, or a planned time. One cause leads to one occurrence of an owner. */
  readonly cause: string;
  readonly businessDate: string | null;
  readonly outcome: OccurrenceOutcome;
  readonly runId: string | null;
  readonly groupRunId: string | null;
}

/** A row of `group_runs`. Its members are the runs that name it. */
export interface GroupRunRow {
  readonly id: string;
  readonly group: string;
  readonly businessDate: string | null;
  readonly parametersDigest: string;
  readonly state: GroupRunState;
  /** Another run of the group is in front. */
  readonly isWaiting: boolean;
  readonly createdAt: Date;
  readonly failAt: Date;
}

/** A row of `triggers` that fires by time. */
export interface TriggerRow {
  readonly id: string;
  readonly madeAt: number;
  /** The first moment that nothing was decided about yet; null: there is none any more. */
  readonly firesAt: number | null;
}

/** A row of `missed_firings`: moments that were decided about and are still to be written down, from one on. */
export interface MissedRow {
  readonly id: string;
  readonly trigger: string;
  readonly verdict: MissedVerdict;
  readonly from: number;
}

/** A target that is still to be told that an attempt was cancelled. */
export interface CancellationRow {
  readonly runId: string;
  readonly attempt: number;
  /** Of this reminder; a new one is not settled by the answer to an older. */
  readonly token: string;
}

/**
 * What the platform has committed, and the clock of its database. Rows are never changed in place, so that whoever kept
 * one can see what became of it. A transaction is one call of a method of `Platform`: locks make them one after the other.
 */
export class Store {
  readonly runs = new Map<string, RunRow>();
  readonly occurrences: OccurrenceRow[] = [];
  /** Occurrences by the identity of the event that caused them. */
  readonly messages = new Map<string, readonly OccurrenceRow[]>();
  /** Digests of kept reports, by run, attempt and sequence. */
  readonly reports = new Map<string, string>();
  readonly deadlines = new Map<string, ReadonlyMap<DeadlineKind, Date>>();
  readonly cancellations = new Map<string, CancellationRow>();
  readonly groupRuns = new Map<string, GroupRunRow>();
  /** Group runs that are asked to look at their members. */
  readonly signals = new Set<string>();
  readonly triggers = new Map<string, TriggerRow>();
  readonly missed = new Map<string, MissedRow>();
  /** Every alert that was raised. */
  readonly alerts: AlertRequest[] = [];
  /** Names of paused tasks and groups. */
  readonly paused = new Set<string>();
  now = new Date('2026-08-04T12:00:00.000Z');
  #ids = 0;

  /** Ids sort by their making, as UUIDv7 do. */
  newId(kind: string): string {
    return `${kind}-${String((this.#ids += 1)).padStart(4, '0')}`;
  }

  run(id: string): RunRow {
    const row = this.runs.get(id);
    if (row === undefined) throw new Error(`There is no run ${id}`);
    return row;
  }

  groupRun(id: string): GroupRunRow {
    const row = this.groupRuns.get(id);
    if (row === undefined) throw new Error(`There is no group run ${id}`);
    return row;
  }

  /** In the order of the group. */
  membersOf(groupRunId: string): RunRow[] {
    return [...this.runs.values()].filter((run) => run.groupRunId === groupRunId).sort((a, b) => (a.memberIndex ?? 0) - (b.memberIndex ?? 0));
  }

  write(row: RunRow): void {
    this.runs.set(row.id, row);
  }

  runsOf(task: string): RunRow[] {
    return [...this.runs.values()].filter((run) => run.task === task);
  }
}
