import { schedulingPlatformOperations } from '@syncline/contract';
import type { Command } from 'commander';
import { callEither } from '../api/either-run.ts';
import { openPlatform } from '../api/platform.ts';
import { formatEither, formatRuns } from '../console/format-runs.ts';
import { Output } from '../console/output.ts';
import { DATE_FLAG, JSON_OPTION, LIMIT_OPTION } from './common-options.ts';

interface RunsOptions {
  readonly task?: string;
  readonly group?: string;
  readonly businessDate?: string;
  readonly state?: string;
  readonly limit: string;
  readonly json?: true;
}

/** `syncline runs`: what the platform did, newest first, or one run in full. */
export function addRunsCommand(program: Command): void {
  program
    .command('runs')
    .description('list runs, newest first; with an id: that run or group run with its files, members and failed checks')
    .argument('[id]', 'the id of a run or group run')
    .option('--task <name>', 'only of this task')
    .option('--group <name>', 'only members of runs of this group')
    .option(DATE_FLAG, 'only of this business date (YYYY-MM-DD)')
    .option('--state <state>', 'only in this state, for example FAILED')
    .option(...LIMIT_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string | undefined, { json, ...query }: RunsOptions) => {
      const output = new Output(json === true);
      const platform = await openPlatform();
      if (id !== undefined) {
        const { body } = await callEither(platform, 'get', id);
        output.answer(body, () => formatEither(body));
        return;
      }
      const page = await platform.call(schedulingPlatformOperations.listRuns, { query: { ...query } });
      output.answer(page, () => formatRuns(page.items));
    });
}
