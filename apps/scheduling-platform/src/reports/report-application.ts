import { jsonDigest, type NotAppliedReason, type Report, type RunState, type TaskDefinition } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import { insertRows } from '../persistence/rows.ts';
import { applyAttemptEnd } from '../persistence/sql/apply-attempt-end.sql.ts';
import { applyProgress } from '../persistence/sql/apply-progress.sql.ts';
import type { LockedRunRow } from '../persistence/sql/lock-run.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { transition } from '../runs/domain/run.state-machine.ts';
import { RunEnds } from '../runs/run-ends.ts';
import { recordRunEvent, shorten } from '../runs/run-events.ts';
import { retryPolicyOf } from '../tasks/domain/task-rules.ts';
import { decideReport, type KnownSequence, type RefusalCode } from './domain/decide-report.ts';
import type { ReportEffect } from './domain/report-effect.ts';
import { RunReportEntity } from './run-report.entity.ts';

export type ReportVerdict =
  | { readonly kind: 'answered'; readonly applied: boolean; readonly runState: RunState; readonly reason: NotAppliedReason | null }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly detail: string };

/**
 * Applies one report to a run that the caller holds locked, however the report came: called back, or as the answer to
 * a dispatch. The lock orders concurrent reports, so of fifty equal ones the first is applied and the others find it.
 */
@Injectable()
export class ReportApplication {
  constructor(private readonly ends: RunEnds) {}

  async apply(unit: Unit, run: LockedRunRow, definition: TaskDefinition, report: Report): Promise<ReportVerdict> {
    const known = await this.#knownSequence(unit, run, report);
    const decision = decideReport({ ...run, completion: definition.completion, retry: retryPolicyOf(definition), attemptEnd: run.attemptEndJson }, report, known);
    switch (decision.kind) {
      case 'refuse':
        await recordRunEvent(unit.tx, run.id, 'REPORT_REFUSED', decision.detail, { code: decision.code, report });
        return { kind: 'refused', code: decision.code, detail: decision.detail };
      case 'answer':
        if (decision.isNews) await this.#keep(unit, run, report, false);
        return { kind: 'answered', applied: false, runState: run.state, reason: decision.reason };
      case 'apply':
        await this.#keep(unit, run, report, true);
        return { kind: 'answered', applied: true, runState: await this.#carryOut(unit, run, report, decision.effect), reason: null };
    }
  }

  /** Sequences above the highest one seen cannot be known, which spares a look for every report in its place. */
  async #knownSequence({ tx }: Unit, run: LockedRunRow, { attempt, sequence, ...rest }: Report): Promise<KnownSequence | null> {
    if (attempt !== run.attempt || sequence > run.lastSequence) return null;
    const known = await tx.manager.findOneBy(RunReportEntity, { runId: run.id, attempt, sequence });
    return known === null ? null : { sameBody: known.digest === jsonDigest({ attempt, sequence, ...rest }) };
  }

  async #keep({ tx }: Unit, run: LockedRunRow, report: Report, isApplied: boolean): Promise<void> {
    const { attempt, sequence } = report;
    await insertRows(tx, RunReportEntity, { runId: run.id, attempt, sequence, digest: jsonDigest(report), isApplied, reportJson: report, receivedAt: run.nowAt });
  }

  async #carryOut(unit: Unit, run: LockedRunRow, report: Report, effect: ReportEffect): Promise<RunState> {
    const state = transition(run.state, effect.transition);
    const sequence = Math.max(run.lastSequence, report.sequence);
    const shown = { id: run.id, attempt: run.attempt, sequence, detail: shorten(effect.detail), progress: json(report.progress), files: json(report.files), reconciliation: json(report.reconciliation) };
    const { reason, retryInMs, attemptEnd } = effect;
    const changed =
      attemptEnd === null
        ? await unit.tx.execute(applyProgress, shown)
        : await unit.tx.execute(applyAttemptEnd, { ...shown, state: state ?? '', reason, retryInMs, attemptEnd: JSON.stringify(attemptEnd) });
    if (state === null || changed !== 1) throw new Error(`Run ${run.id} is ${run.state} and was to ${effect.transition}, but ${changed} rows changed`);

    await recordRunEvent(unit.tx, run.id, 'REPORTED', effect.detail, { attempt: report.attempt, sequence: report.sequence, state: report.state, runState: state });
    if (state === 'SUCCEEDED') await this.ends.succeeded(unit, run);
    if (state === 'FAILED') await this.ends.failed(unit, run, effect.alert ?? 'FAILED', effect.detail ?? 'The run failed.');
    return state;
  }
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
