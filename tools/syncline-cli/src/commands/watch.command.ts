import type { Command } from 'commander';
import { openPlatform } from '../api/platform.ts';
import type { ServiceClient } from '../api/service-client.ts';
import { summarise } from '../console/format-runs.ts';
import { Output } from '../console/output.ts';
import { EXIT } from '../exit-codes.ts';
import { follow } from '../following/follow.ts';
import { activeRuns, type Look, lookAt, lookAtAll, newestOf } from '../following/look.ts';
import { CommandEnded } from './command-ended.ts';
import { JSON_OPTION } from './common-options.ts';

interface WatchOptions {
  readonly task?: string;
  readonly group?: string;
  readonly json?: true;
}

/** `syncline watch`: follows what is under way to its end. */
export function addWatchCommand(program: Command): void {
  program
    .command('watch')
    .description('follow a run or group run to its end, or the newest of a task or group, or everything under way; exit code 5 unless it succeeds')
    .argument('[id]', 'the id of a run or group run')
    .option('--task <name>', 'the newest run of this task')
    .option('--group <name>', 'the newest run of this task group')
    .option(...JSON_OPTION)
    .action(async (id: string | undefined, { task, group, json }: WatchOptions) => {
      if ([id, task, group].filter((one) => one !== undefined).length > 1) throw new CommandEnded(EXIT.usage, 'watch takes one of: an id, --task, --group');
      const output = new Output(json === true);
      const look = await lookFor(await openPlatform(), { id, task, group }, output);
      if (look === null) output.text('nothing is under way');
      else await follow(look, output);
    });
}

/** Null: there is nothing to follow. */
async function lookFor(platform: ServiceClient, { id, task, group }: { id: string | undefined; task: string | undefined; group: string | undefined }, output: Output): Promise<Look | null> {
  if (id !== undefined) return lookAt(platform, id);
  if (task === undefined && group === undefined) {
    const runs = await activeRuns(platform);
    return runs.length === 0 ? null : lookAtAll(platform, runs);
  }
  const newest = await newestOf(platform, task === undefined ? { group: group ?? '' } : { task });
  if (newest === null) throw new CommandEnded(EXIT.refused, `there is no run of ${task ?? group} yet`);
  output.text(summarise(newest));
  return lookAt(platform, newest.id);
}
