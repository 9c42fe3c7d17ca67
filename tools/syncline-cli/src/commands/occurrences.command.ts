import { type Occurrence, schedulingPlatformOperations } from '@syncline/contract';
import type { Command } from 'commander';
import { openPlatform } from '../api/platform.ts';
import { Output } from '../console/output.ts';
import { formatColumns } from '../console/table.ts';
import { JSON_OPTION, LIMIT_OPTION } from './common-options.ts';

interface OccurrencesOptions {
  readonly task?: string;
  readonly group?: string;
  readonly from?: string;
  readonly to?: string;
  readonly outcome?: string;
  readonly limit: string;
  readonly json?: true;
}

const NOTHING = '-';

/** `syncline occurrences`: why did it not run? */
export function addOccurrencesCommand(program: Command): void {
  program
    .command('occurrences')
    .description('list every expected firing with what came of it and why: the answer to "why did it not run?"')
    .option('--task <name>', 'only of this task')
    .option('--group <name>', 'only of this task group')
    .option('--from <instant>', 'only those scheduled for this moment or later (2026-08-04T18:00:00Z)')
    .option('--to <instant>', 'only those scheduled before this moment')
    .option('--outcome <outcome>', 'only with this outcome, for example NOT_RECEIVED')
    .option(...LIMIT_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, ...query }: OccurrencesOptions) => {
      const output = new Output(json === true);
      const page = await (await openPlatform()).call(schedulingPlatformOperations.listOccurrences, { query: { ...query } });
      output.answer(page, () => format(page.items));
    });
}

function format(occurrences: readonly Occurrence[]): string {
  if (occurrences.length === 0) return 'no occurrences';
  return formatColumns([
    ['SCHEDULED FOR', 'OF', 'TRIGGER', 'BUSINESS DATE', 'OUTCOME', 'RUN', 'WHY'],
    ...occurrences.map((one) => [one.scheduledFor, one.task ?? `group ${one.group}`, one.trigger, one.businessDate ?? NOTHING, one.outcome, one.runId ?? one.groupRunId ?? NOTHING, one.detail ?? '']),
  ]);
}
