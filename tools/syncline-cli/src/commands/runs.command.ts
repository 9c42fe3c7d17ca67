import { type Run, schedulingPlatformOperations } from '@syncline/contract';
import type { Command } from 'commander';
import { ServiceClient } from '../api/service-client.ts';
import { readInstallation } from '../installation.config.ts';
import { loadOperatorKey } from '../operator/operator-key.ts';
import { formatRun, formatRuns } from './format-runs.ts';

interface RunsOptions {
  readonly task?: string;
  readonly businessDate?: string;
  readonly state?: string;
  readonly limit: string;
  readonly json?: true;
}

/** `syncline runs` and `syncline run <id>`: what the platform did, newest first; `--json` gives the answer as it came. */
export function addRunsCommands(program: Command): void {
  program
    .command('runs')
    .description('list runs, newest first')
    .option('--task <name>', 'only of this task')
    .option('--business-date <date>', 'only of this business date (YYYY-MM-DD)')
    .option('--state <state>', 'only in this state, for example FAILED')
    .option('--limit <count>', 'at most this many, up to 500', '20')
    .option('--json', 'print the answer as JSON')
    .action(async (options: RunsOptions) => {
      const { task, businessDate, state, limit } = options;
      const page = await (await platform()).call(schedulingPlatformOperations.listRuns, { query: { task, businessDate, state, limit } });
      print(options.json ? JSON.stringify(page, null, 2) : formatRuns(page.items));
    });

  program
    .command('run')
    .description('show one run with its files and its checks')
    .argument('<id>', 'the id of the run')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, options: { readonly json?: true }) => {
      const run: Run = await (await platform()).call(schedulingPlatformOperations.getRun, { params: { id } });
      print(options.json ? JSON.stringify(run, null, 2) : formatRun(run));
    });
}

async function platform(): Promise<ServiceClient> {
  const installation = readInstallation();
  return new ServiceClient(installation, 'scheduling-platform', await loadOperatorKey(installation.home));
}

const print = (text: string): boolean => process.stdout.write(`${text}\n`);
