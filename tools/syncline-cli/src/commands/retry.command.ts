import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { callEither } from '../api/either-run.ts';
import { openPlatform } from '../api/platform.ts';
import { summarise } from '../console/format-runs.ts';
import { Output } from '../console/output.ts';
import { follow } from '../following/follow.ts';
import { lookAt } from '../following/look.ts';
import { JSON_OPTION, WAIT_OPTION } from './common-options.ts';

/** `syncline retry`: the same run once more; of a group run only what did not succeed. */
export function addRetryCommand(program: Command): void {
  program
    .command('retry')
    .description('start the next attempt of a FAILED or CANCELLED run, or of the members of a group run that did not succeed')
    .argument('<id>', 'the id of the run or group run')
    .option(...WAIT_OPTION)
    .option(...JSON_OPTION)
    .action(async (id: string, options: { readonly wait?: true; readonly json?: true }) => {
      const output = new Output(options.json === true);
      const platform = await openPlatform();
      const { body } = await callEither(platform, 'retry', id, { 'idempotency-key': randomUUID() });
      if (options.wait) await follow(lookAt(platform, id), output);
      else output.answer(body, () => summarise(body));
    });
}
