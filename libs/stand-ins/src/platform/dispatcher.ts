import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Dispatch, dispatchKey, DomainError, ReportRead } from '@syncline/contract';
import type { Report } from '@syncline/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Identity } from '../server/identity.ts';
import { applyReport, newLedger } from './report-ledger.ts';
import type { RunLedger } from './report-ledger.ts';

/** Where a dispatch goes and as whom. */
export interface DispatchTarget {
  /** Such as `http://127.0.0.1:4300/api/v1/sync-jobs`. */
  readonly url: string;
  readonly audience?: string;
  readonly scope?: string;
}

export interface DispatchOptions extends Partial<Omit<Dispatch, 'dispatch' | 'callbackUrl'>> {
  /** Milliseconds between two dispatches of the attempt; default 500. */
  readonly everyMs?: number;
  /** Milliseconds until it gives up; default 60 s. */
  readonly withinMs?: number;
}

export interface DispatchOutcome {
  readonly runId: string;
  /** The report that ended the attempt. */
  readonly end: Report;
  /** How often the target was called, and what it answered; 0: no answer. */
  readonly statuses: readonly number[];
}

/** Dispatches an attempt again and again with one idempotency key, like the platform does, until a report ends it. */
export class Dispatcher {
  readonly runs = new Map<string, RunLedger>();
  readonly #identity: Identity;
  readonly #ended: EventEmitter;
  readonly #callbackUrl: (runId: string) => string;

  constructor(identity: Identity, ended: EventEmitter, callbackUrl: (runId: string) => string) {
    this.#identity = identity;
    this.#ended = ended;
    this.#callbackUrl = callbackUrl;
  }

  /** @throws Error when the target rejects the dispatch, or when no report ends the attempt in time */
  async run(target: DispatchTarget, { everyMs = 500, withinMs = 60_000, ...given }: DispatchOptions): Promise<DispatchOutcome> {
    const dispatch = Dispatch.parse({ runId: uuidv7(), task: 'stand-in', attempt: 1, ...given, callbackUrl: 'http://localhost' });
    const ledger = newLedger(dispatch.attempt);
    this.runs.set(dispatch.runId, ledger);
    const statuses: number[] = [];
    const signal = AbortSignal.timeout(withinMs);
    while (ledger.end === null) {
      if (signal.aborted) throw new Error(`no report ended run ${dispatch.runId} within ${withinMs} ms; answers: ${statuses.join(', ')}`);
      statuses.push(await this.#once(target, { ...dispatch, dispatch: statuses.length + 1, callbackUrl: this.#callbackUrl(dispatch.runId) }, ledger));
      if (ledger.end === null) await this.#pause(dispatch.runId, everyMs);
    }
    return { runId: dispatch.runId, end: ledger.end, statuses };
  }

  /** A report may end the wait at once. */
  async #pause(runId: string, ms: number): Promise<void> {
    const stop = new AbortController();
    await Promise.race([once(this.#ended, runId, { signal: stop.signal }).catch(() => undefined), delay(ms)]);
    stop.abort();
  }

  async #once(target: DispatchTarget, dispatch: Dispatch, ledger: RunLedger): Promise<number> {
    const token = await this.#identity.token({ audience: target.audience ?? 'data-consumer', scope: target.scope ?? 'syncs:run' });
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': dispatchKey(dispatch.runId, dispatch.attempt),
      traceparent: `00-${dispatch.runId.replaceAll('-', '')}-00000000000000${String(dispatch.dispatch % 90 + 10)}-01`,
    };
    const response = await fetch(target.url, { method: 'POST', headers, body: JSON.stringify(dispatch), redirect: 'manual' }).catch(() => undefined);
    if (response === undefined) return 0;
    const text = await response.text();
    const isForGood = response.status >= 300 && response.status < 500 && ![408, 425, 429].includes(response.status);
    if (isForGood) throw new Error(`the target rejected the dispatch: ${response.status} ${text}`);
    if (response.ok && text !== '') this.#applyAnswer(ledger, text);
    return response.status;
  }

  /** A report in an answer is taken as if called back; one that is refused or unreadable is ignored, as by the platform. */
  #applyAnswer(ledger: RunLedger, text: string): void {
    try {
      applyReport(ledger, ReportRead.parse(JSON.parse(text)));
    } catch (error) {
      if (error instanceof DomainError || error instanceof SyntaxError || (error instanceof Error && error.name === 'ZodError')) return;
      throw error;
    }
  }
}
