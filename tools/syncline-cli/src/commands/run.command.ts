import { randomUUID } from 'node:crypto';
import { type Occurrence, schedulingPlatformOperations as operations } from '@syncline/contract';
import { type Command, InvalidArgumentError } from 'commander';
import { openPlatform } from '../api/platform.ts';
import { ServiceUnreachable } from '../api/service-errors.ts';
import { Output } from '../console/output.ts';
import { EXIT } from '../exit-codes.ts';
import { follow } from '../following/follow.ts';
import { lookAt } from '../following/look.ts';
import { CommandEnded } from './command-ended.ts';
import { DATE_FLAG, JSON_OPTION, WAIT_OPTION } from './common-options.ts';

interface RunOptions {
  readonly group?: true;
  readonly businessDate?: string;
  readonly parameters?: Record<string, unknown>;
  readonly idempotencyKey?: string;
  readonly wait?: true;
  readonly json?: true;
}

/** `syncline run`: starts a task or a group by hand, at most once a key. */
export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('start a task or a group by hand; says why when no run comes of it (exit code 5)')
    .argument('<name>', 'the task, or with --group the task group')
    .option('--group', 'the name is that of a task group')
    .option(DATE_FLAG, 'the business date of the run (YYYY-MM-DD)')
    .option('--parameters <json>', 'parameters of this run, over those of the definition', parseParameters)
    .option('--idempotency-key <key>', 'the same key again starts nothing new; made up unless given')
    .option(...WAIT_OPTION)
    .option(...JSON_OPTION)
    .action(async (name: string, options: RunOptions) => {
      const output = new Output(options.json === true);
      const platform = await openPlatform();
      const key = options.idempotencyKey ?? randomUUID();
      const occurrence = await platform
        .call(options.group ? operations.runTaskGroup : operations.runTask, { params: { name }, headers: { 'idempotency-key': key }, body: { businessDate: options.businessDate ?? null, parameters: options.parameters ?? {} } })
        .catch((error: unknown) => {
          // The request may have arrived: with the same key it is safe to ask again.
          if (error instanceof ServiceUnreachable) output.note(`to ask again without starting it twice: --idempotency-key ${key}`);
          throw error;
        });
      const started = occurrence.runId ?? occurrence.groupRunId;
      if (options.wait) output.line(occurrence, () => describe(occurrence));
      else output.answer(occurrence, () => describe(occurrence));
      if (started === null) throw new CommandEnded(EXIT.unsuccessful);
      if (options.wait) await follow(lookAt(platform, started), output);
    });
}

/** What came of the firing, and why where it is not simply a run. */
function describe({ id, outcome, detail, runId, groupRunId, task, group }: Occurrence): string {
  const what = groupRunId !== null ? `group run ${groupRunId} of ${group}` : runId !== null ? `run ${runId} of ${task}` : 'no run';
  return `${what}\noccurrence ${id}: ${outcome}${detail === null ? '' : `: ${detail}`}`;
}

/** @throws InvalidArgumentError unless it is a JSON object */
export function parseParameters(text: string): Record<string, unknown> {
  const parameters = parseJson(text);
  if (typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters)) return parameters as Record<string, unknown>;
  throw new InvalidArgumentError('It is a JSON object, such as {"files":["cities"]}.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
