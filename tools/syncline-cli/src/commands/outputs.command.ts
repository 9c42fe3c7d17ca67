import { dataConsumerOperations as operations } from '@syncline/contract';
import { type Command, Option } from 'commander';
import { openConsumer } from '../api/consumer.ts';
import { formatOutput, formatOutputs } from '../console/format-outputs.ts';
import { Output } from '../console/output.ts';
import { DATE_FLAG, JSON_OPTION, LIMIT_OPTION } from './common-options.ts';

interface OutputOptions {
  readonly businessDate?: string;
  readonly limit: string;
  readonly csv?: true;
  readonly json?: true;
}

/** `syncline outputs` and `syncline output`: what was made from published files, and its rows. */
export function addOutputsCommands(program: Command): void {
  program
    .command('outputs')
    .description('list outputs with what is there of them')
    .option(...LIMIT_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, limit }: Pick<OutputOptions, 'json' | 'limit'>) => {
      const output = new Output(json === true);
      const page = await (await openConsumer()).call(operations.listOutputs, { query: { limit } });
      output.answer(page, () => formatOutputs(page.items));
    });

  program
    .command('output')
    .description('show the rows of an output, what they were made from and what they tie out to')
    .argument('<name>', 'the name of the output')
    .option(DATE_FLAG, 'of this business date (YYYY-MM-DD); the newest if not given')
    .option(...LIMIT_OPTION)
    .addOption(new Option('--csv', 'all rows as CSV, and nothing else').conflicts('json'))
    .option(...JSON_OPTION)
    .action(async (name: string, { json, csv, limit, businessDate }: OutputOptions) => {
      const output = new Output(json === true);
      const consumer = await openConsumer();
      const input = { params: { name }, query: { businessDate } };
      if (csv === true) {
        output.screen.write(await consumer.text(operations.getOutput, { ...input, headers: { accept: 'text/csv' } }));
        return;
      }
      const data = await consumer.call(operations.getOutput, input);
      output.answer(data, () => formatOutput(data, Number(limit)));
    });
}
