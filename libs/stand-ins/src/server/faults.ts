/** What goes wrong instead of, or before, the right answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection is closed before an answer; `afterWork`: the work is done, only the answer is lost. */
  | { readonly kind: 'drop'; readonly afterWork?: boolean };

interface Planned {
  readonly operation: string;
  readonly fault: Fault;
  times: number;
}

/** The switches of a stand-in, by operation id, or `*` for all. */
export class Faults {
  #planned: Planned[] = [];

  /** @param times how many requests it hits; endless if not given */
  inject(operation: string, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#planned.push({ operation, fault, times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** The fault that this request meets, if any; counts it. */
  take(operation: string): Fault | undefined {
    const planned = this.#planned.find((entry) => entry.times > 0 && (entry.operation === operation || entry.operation === '*'));
    if (planned === undefined) return undefined;
    planned.times -= 1;
    return planned.fault;
  }
}
