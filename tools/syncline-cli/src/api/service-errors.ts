import type { InstanceName } from '../installation.config.ts';
import type { RefusedProblem } from './read-problem.ts';

/** Nothing answered, or the service said "not now": the same call may succeed later. */
export class ServiceUnreachable extends Error {
  override readonly name = 'ServiceUnreachable';
  /** Where nobody answered; null when somebody did, with "not now". */
  readonly url: string | null;
  constructor(readonly service: InstanceName, sentence: string, options: { readonly url?: string; readonly cause?: unknown } = {}) {
    super(`${service} ${sentence}`, { cause: options.cause });
    this.url = options.url ?? null;
  }
}

/** The service understood and said no. The message is what a person should read: title, detail, and a line for each place meant. */
export class ServiceRefused extends Error {
  override readonly name = 'ServiceRefused';
  /** The `code` of the problem document, or null where the answer was none. */
  readonly code: string | null;
  constructor(
    readonly service: InstanceName,
    readonly status: number,
    readonly problem: RefusedProblem,
  ) {
    const { code, title, detail, errors } = problem;
    const sentence = [title, detail].filter((part) => part !== null && part !== '').join(': ');
    super([`${service} refused (${status}${code === null ? '' : ` ${code}`}): ${sentence}`, ...errors.map((error) => `  ${error.pointer === '' ? '/' : error.pointer} ${error.detail}`)].join('\n'));
    this.code = code;
  }
}

/** The service answered with something that the contract does not know. */
export class NotInContract extends Error {
  override readonly name = 'NotInContract';
  constructor(readonly service: InstanceName, operation: string, detail: string) {
    super(`${service} answered ${operation} outside the contract: ${detail}`);
  }
}
