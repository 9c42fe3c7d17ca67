import { setTimeout as delay } from 'node:timers/promises';
import type { Extract, Page, Run } from '@syncline/contract';
import { DATASET } from '../source/positions.ts';
import type { SyncedFile } from '../stack/synced-file.ts';
import type { Stack } from '../stack/stack.ts';
import { assertLoggedWithKey, audit } from './audit.ts';
import { phasesOf, type PhaseSeconds } from './phases.ts';
import { countProcessorUse, type ProcessorUse } from './processor-use.ts';

export interface SyncMeasured {
  /** From the call that closes the date to the end of its run. */
  readonly closeToSucceededSeconds: number;
  /** From the platform's record of the message to the end of its run. */
  readonly seconds: number;
  /** From the call that closes the date to the seal of its extract. */
  readonly sealSeconds: number;
  readonly phases: PhaseSeconds;
  readonly processor: ProcessorUse;
}

const LOOK_EVERY_MS = 500;
/** A run that has not ended by then is stuck. */
const PATIENCE_MS = 30 * 60_000;

/**
 * The whole way through the running services: the date is closed at the provider, sealed, announced, the platform starts the
 * run, the consumer loads, proves and publishes, and reports.
 *
 * Times are those that the services' databases have written, and the benchmark's own for the close: all by the clock of this
 * machine. How often it looks for the end plays no part.
 */
export async function measureSync(stack: Stack, file: SyncedFile, businessDate: string): Promise<SyncMeasured> {
  const { operator, source, postgres } = stack;
  await source.settle();
  const used = await countProcessorUse(stack);
  const closedAt = Date.now();
  await operator.call('data-provider', 'POST', `/business-dates/${businessDate}/close`, 'business-dates:close');
  const run = await endOf(stack, file, businessDate);
  const processor = await used();

  const sealed = await operator.call<Page<Extract>>('data-provider', 'GET', `/extracts?dataset=${DATASET}&businessDate=${businessDate}`, 'extracts:read');
  const [sealedAt, messageAt, endedAt] = [sealed.items[0]?.sealedAt, run.createdAt, run.endedAt].map((instant) => Date.parse(instant ?? '')) as [number, number, number];
  await assertLoggedWithKey({ url: postgres.url('data_consumer'), from: file.table });
  await audit({ url: postgres.url('golden_source'), from: DATASET }, { url: postgres.url('data_consumer'), from: file.table });
  const [closeToSucceededSeconds, seconds, sealSeconds] = [endedAt - closedAt, endedAt - messageAt, sealedAt - closedAt].map((ms) => ms / 1_000) as [number, number, number];
  const phases = phasesOf(closeToSucceededSeconds, sealSeconds, await stack.consumerSeconds(run.id));
  return { closeToSucceededSeconds, seconds, sealSeconds, phases, processor };
}

/** @throws Error with what the run says when it ends otherwise than SUCCEEDED */
async function endOf({ operator }: Stack, { task }: SyncedFile, businessDate: string): Promise<Run> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const { items: [run] } = await operator.call<Page<Run>>('scheduling-platform', 'GET', `/runs?task=${task}&businessDate=${businessDate}`, 'runs:read');
    if (run?.state === 'SUCCEEDED') return run;
    if (run?.state === 'FAILED' || run?.state === 'CANCELLED') throw new Error(`The run of ${businessDate} ended ${run.state} ${run.reason ?? ''}: ${run.detail ?? ''}`);
    if (deadline.aborted) throw new Error(`The run of ${businessDate} has not ended: ${run?.state ?? 'there is none'} ${run?.detail ?? ''}`);
    await delay(LOOK_EVERY_MS);
  }
}
