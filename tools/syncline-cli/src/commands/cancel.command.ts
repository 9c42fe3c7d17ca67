import type { Command } from 'commander';
import { callEither } from '../api/either-run.ts';
import { openPlatform } from '../api/platform.ts';
import { summarise } from '../console/format-runs.ts';
import { Output } from '../console/output.ts';
import { JSON_OPTION } from './common-options.ts';

/** `syncline cancel`: cancelled at once; the target is told by the platform. */
export function addCancelCommand(program: Command): void {
  program
    .command('cancel')
    .description('cancel a run, or a group run with its members in flight')
    .argument('<id>', 'the id of the run or group run')
    .option(...JSON_OPTION)
    .action(async (id: string, options: { readonly json?: true }) => {
      const output = new Output(options.json === true);
      const { status, body } = await callEither(await openPlatform(), 'cancel', id);
      output.answer(body, () => summarise(body) + (status === 200 ? ' (it was cancelled already)' : ''));
    });
}
