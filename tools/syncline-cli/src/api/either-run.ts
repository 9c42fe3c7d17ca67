import { type GroupRun, type OperationSpec, type Run, schedulingPlatformOperations as operations } from '@syncline/contract';
import type { Answered, CallInput, ServiceClient } from './service-client.ts';
import { ServiceRefused } from './service-errors.ts';

/** What is done to a run or to a group run, whichever has the id. */
const ACTIONS = {
  get: [operations.getRun, operations.getGroupRun],
  cancel: [operations.cancelRun, operations.cancelGroupRun],
  retry: [operations.retryRun, operations.retryGroupRun],
} as const satisfies Record<string, readonly [OperationSpec, OperationSpec]>;

/** A run or a group run; people copy ids without looking which. */
export type EitherRun = Run | GroupRun;
export const isGroupRun = (either: EitherRun): either is GroupRun => 'members' in either;

/**
 * Asks for the run with this id and, if there is none, for the group run.
 * @throws ServiceRefused with 404 where there is neither
 */
export async function callEither(platform: ServiceClient, action: keyof typeof ACTIONS, id: string, headers: CallInput['headers'] = {}): Promise<{ readonly status: number; readonly body: EitherRun }> {
  const [ofRun, ofGroupRun] = ACTIONS[action];
  const ask = (operation: OperationSpec): Promise<Answered<OperationSpec>> => platform.exchange(operation, { params: { id }, headers });
  const answered = await orElse(() => ask(ofRun), () => orElse(() => ask(ofGroupRun), () => {
    throw new ServiceRefused('scheduling-platform', 404, { code: 'NOT_FOUND', title: null, detail: `There is neither a run nor a group run ${id}.`, errors: [] });
  }));
  return answered as { status: number; body: EitherRun };
}

async function orElse<T>(first: () => Promise<T>, second: () => Promise<T>): Promise<T> {
  try {
    return await first();
  } catch (error) {
    if (error instanceof ServiceRefused && error.status === 404) return second();
    throw error;
  }
}
