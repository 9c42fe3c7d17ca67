import type { ServiceName } from '@syncline/contract';

/** Nothing answered, or the service said "not now": the same call may succeed later. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
  constructor(readonly service: ServiceName, sentence: string, cause?: unknown) {
    super(`${service} ${sentence}`, { cause });
  }
}

/** The service understood and said no. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
  constructor(
    readonly service: ServiceName,
    readonly status: number,
    /** The `code` of the problem document, or null where the answer was none. */
    readonly code: string | null,
    detail: string,
  ) {
    super(`${service} refused (${status}${code === null ? '' : ` ${code}`}): ${detail}`);
  }
}

/** The service answered with something that the contract does not know. */
export class NotInContract extends Error {
  override readonly name = 'NotInContract';
  constructor(readonly service: ServiceName, operation: string, detail: string) {
    super(`${service} answered ${operation} outside the contract: ${detail}`);
  }
}
