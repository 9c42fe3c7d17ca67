import { dispatchKey, durationToMs, type Dispatch, type TaskDefinition } from '@syncline/contract';
import { Outbound, readBody, type HttpAnswer } from '@syncline/service-auth';
import { CLOCK, parseJson, runWithTrace, type Clock } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { ClaimedRow } from '../persistence/sql/claim-due-runs.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import type { AnswerBody, DispatchAnswer } from './domain/decide-dispatch-outcome.ts';
import { readAnswerBody, readRetryAfter } from './domain/read-answer.ts';

/** Bytes of an answer that are read; a report is far smaller. */
const MOST_BYTES = 1024 * 1024;

export interface CancellationCall {
  readonly runId: string;
  readonly attempt: number;
  readonly url: string;
  readonly traceparent: string | null;
}

/** The HTTP calls to targets, with the task's own credentials, in the trace of what caused the run. */
@Injectable()
export class TargetCaller {
  constructor(
    private readonly outbound: Outbound,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Never throws: no answer, for whatever reason, is an answer to decide on, too. */
  async dispatch(run: ClaimedRow, url: string, task: TaskDefinition, signal: AbortSignal): Promise<DispatchAnswer> {
    const timeoutMs = durationToMs(task.target.timeout);
    try {
      const answer = await this.#call(run, task, { url, method: 'POST', body: JSON.stringify(this.#body(run)), timeoutMs, signal });
      const body = await this.#read(answer, timeoutMs);
      return { kind: 'answered', status: answer.status, retryAfterMs: readRetryAfter(first(answer.headers['retry-after']), this.clock.now()), body };
    } catch (error) {
      return { kind: 'unanswered', error: describe(error) };
    }
  }

  /**
   * Tells the target that a run was cancelled.
   * @param limits.withinMs for the whole call, head and body, where the timeout of the target is not shorter
   * @returns the status, or why there was no answer
   */
  async cancel(cancellation: CancellationCall, task: TaskDefinition, limits: { readonly withinMs: number; readonly signal: AbortSignal }): Promise<number | string> {
    const url = new URL(cancellation.url);
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${cancellation.runId}`;
    const timeoutMs = Math.min(durationToMs(task.target.timeout), limits.withinMs);
    const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.withinMs)]);
    try {
      const { status, body } = await this.#call({ id: cancellation.runId, ...cancellation }, task, { url: url.href, method: 'DELETE', timeoutMs, signal });
      await discard(body, timeoutMs);
      return status;
    } catch (error) {
      return describe(error);
    }
  }

  #call(
    run: { readonly id: string; readonly attempt: number; readonly traceparent: string | null },
    { target }: TaskDefinition,
    request: { url: string; method: string; body?: string; timeoutMs: number; signal?: AbortSignal },
  ): Promise<HttpAnswer> {
    const headers = { accept: 'application/json', 'idempotency-key': dispatchKey(run.id, run.attempt), ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) };
    return runWithTrace(run.traceparent ?? undefined, () => this.outbound.request({ ...request, headers, auth: target.auth, allowedFor: target.urls }));
  }

  /** Once a target has said 2xx it has the work, even if the rest of its answer is lost. */
  async #read({ status, body }: HttpAnswer, timeoutMs: number): Promise<AnswerBody> {
    if (status < 200 || status >= 300) {
      await discard(body, timeoutMs);
      return { kind: 'empty' };
    }
    try {
      return readAnswerBody(await readBody(body, { maxBytes: MOST_BYTES, timeoutMs }), parseJson);
    } catch (error) {
      return { kind: 'other', detail: `The answer could not be read: ${describe(error)}` };
    }
  }

  #body(run: ClaimedRow): Dispatch {
    return {
      runId: run.id,
      task: run.task,
      taskVersion: run.taskVersion,
      group: run.groupName,
      groupRunId: run.groupRunId,
      businessDate: run.businessDate,
      attempt: run.attempt,
      dispatch: run.attemptDispatches,
      parameters: run.parametersJson,
      message: run.eventJson,
      callbackUrl: `${this.config.publicUrl}/api/v1/runs/${run.id}/reports`,
      deadline: run.deadlineAt.toISOString(),
    };
  }
}

/** Reads what nobody needs, so that the connection can be used again. */
const discard = (body: HttpAnswer['body'], timeoutMs: number): Promise<unknown> => readBody(body, { maxBytes: MOST_BYTES, timeoutMs }).catch(() => undefined);

const first = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}`.trim() || error.name;
};
