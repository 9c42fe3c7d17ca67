import { dataConsumerOperations, type OutputData } from '@syncline/contract';
import { formatOutput, ServiceRefused } from '@syncline/syncline-cli';
import { outputNames } from '../sync/definitions.ts';
import { insist } from '../sync/watch.ts';
import type { SyncContext } from './sync-context.ts';

const ROWS = 3;

/** What was made from the files of a date: of each output its first rows, and what it ties out to. */
export async function showOutputs(businessDate: string, context: SyncContext): Promise<void> {
  const { narrator } = context;
  narrator.title('Outputs');
  for (const [index, name] of outputNames().entries()) {
    if (index > 0) narrator.print('');
    const data = await findOutput(name, businessDate, context);
    if (data === null) narrator.warn(`${name} was not computed for ${businessDate}: \`npm run -s syncline -- run compute-${name} --date ${businessDate} --wait\` does so`);
    else for (const line of formatOutput(data, ROWS).split('\n')) narrator.print(line === '' ? line : `  ${line}`);
  }
}

/** Null where there is none: the date was proven before there were outputs. */
function findOutput(name: string, businessDate: string, { services, signal }: SyncContext): Promise<OutputData | null> {
  return insist(() => services.consumer.call(dataConsumerOperations.getOutput, { params: { name }, query: { businessDate } }), signal).catch((error: unknown) => {
    if (error instanceof ServiceRefused && error.status === 404) return null;
    throw error;
  });
}
