import { jsonDigest, type Report } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { CLOCK, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { calendarsOfDeadlines } from '../deadlines/calendars-of-deadlines.ts';
import { planDeadlines } from '../deadlines/domain/plan-deadlines.ts';
import { Instances } from '../dispatching/instances.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { selectDeadlines } from '../persistence/sql/select-deadlines.sql.ts';
import { selectKnownReports } from '../persistence/sql/select-known-reports.sql.ts';
import type { KnownSequence } from '../reports/domain/decide-report.ts';
import { decideRunCommand } from './domain/decide-run-command.ts';
import type { RunBatch } from './domain/run-batch.ts';
import type { DeadlineKind, RunCommand, RunVerdict } from './domain/run-command.ts';
import { reportOf, sendsAgain } from './domain/what-a-command-needs.ts';
import { RunRulesBook } from './run-rules.ts';

/** Gathers what the decisions on some commands rest on, and has them decided one after the other. */
@Injectable()
export class RunDecider {
  constructor(
    private readonly rules: RunRulesBook,
    private readonly instances: Instances,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param batch the runs, locked by the caller; it takes up what is decided */
  async decide(tx: Transaction, batch: RunBatch, commands: readonly RunCommand[], now: Date): Promise<RunVerdict[]> {
    const known = await knownSequences(tx, batch, commands);
    const due = await dueDeadlines(tx, commands);
    const verdicts: RunVerdict[] = [];
    for (const command of commands) {
      const run = batch.get(command.runId);
      if (run === undefined) {
        verdicts.push(notFound(command));
        continue;
      }
      const rules = await this.rules.get(run.task, run.taskVersion, tx);
      const report = reportOf(command);
      const decision = decideRunCommand(run, command, {
        now,
        rules,
        known: report === null ? null : knownOf(batch.digestOf(run.id, report.attempt, report.sequence) ?? known.get(sequenceKey(run.id, report)), report),
        nextUrl: sendsAgain(command) ? this.instances.choose(rules.urls, this.clock.now()) : run.nextUrl,
        freshDeadlines: command.kind === 'RETRY' ? planDeadlines(rules.deadlines, run.businessDate, now, await calendarsOfDeadlines(tx, [rules])) : null,
        isDeadlineMine: command.kind === 'DEADLINE' && takeDeadline(batch, due, run.id, command.which),
      });
      batch.apply(run, decision);
      verdicts.push(decision.verdict);
    }
    return verdicts;
  }
}

export const notFound = ({ runId }: RunCommand): RunVerdict => ({ kind: 'refused', code: 'NOT_FOUND', detail: `There is no run ${runId}.` });

/** Sequences above the highest one seen cannot be known, which spares a look for every report in its place. */
async function knownSequences(tx: Transaction, batch: RunBatch, commands: readonly RunCommand[]): Promise<Map<string, string>> {
  const asked = commands.flatMap((command) => {
    const [run, report] = [batch.get(command.runId), reportOf(command)];
    if (run === undefined || report === null || report.attempt !== run.attempt || report.sequence > run.lastSequence) return [];
    return [{ runId: run.id, attempt: report.attempt, sequence: report.sequence }];
  });
  if (asked.length === 0) return new Map();
  const rows = await tx.query(selectKnownReports, { sequences: jsonRows(asked) });
  return new Map(rows.map((row) => [sequenceKey(row.runId, row), row.digest]));
}

async function dueDeadlines(tx: Transaction, commands: readonly RunCommand[]): Promise<Set<string>> {
  const asked = commands.flatMap((command) => (command.kind === 'DEADLINE' ? [{ runId: command.runId, kind: command.which }] : []));
  if (asked.length === 0) return new Set();
  const rows = await tx.query(selectDeadlines, { deadlines: jsonRows(asked) });
  return new Set(rows.map(({ runId, kind }) => `${runId}/${kind}`));
}

/** By the first of several in one batch, and not where an earlier command has dropped it or put another in its place. */
function takeDeadline(batch: RunBatch, due: Set<string>, runId: string, kind: DeadlineKind): boolean {
  const isMine = !batch.deadlines.has(runId) && due.delete(`${runId}/${kind}`);
  if (isMine) batch.met.push({ runId, kind });
  return isMine;
}

const sequenceKey = (runId: string, { attempt, sequence }: { readonly attempt: number; readonly sequence: number }): string => `${runId}/${attempt}/${sequence}`;

const knownOf = (digest: string | undefined, report: Report): KnownSequence | null => (digest === undefined ? null : { sameBody: digest === jsonDigest(report) });
