import type { Report } from '@syncline/contract';
import { backoffMs, type RetryPolicy } from '../../runs/domain/retry-policy.ts';

/** What came back from one HTTP call to a target. */
export type DispatchAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null; readonly body: AnswerBody }
  | { readonly kind: 'unanswered'; readonly error: string };

/** The body of a 2xx answer is a report if it reads as one; nothing at all is fine, anything else is only noted. */
export type AnswerBody = { readonly kind: 'empty' } | { readonly kind: 'report'; readonly report: Report } | { readonly kind: 'other'; readonly detail: string };

export type DispatchOutcome =
  /** The target has it; ask again in a while, until it says how it ended. */
  | { readonly kind: 'accepted'; readonly nextInMs: number; readonly report: Report | null; readonly remark: string | null }
  /** The target may or may not have it; the same attempt goes out again. */
  | { readonly kind: 'repeat'; readonly nextInMs: number; readonly detail: string }
  /** The target will never take it. */
  | { readonly kind: 'rejected'; readonly detail: string };

export interface DispatchPolicy {
  readonly redispatchEveryMs: number;
  readonly retry: RetryPolicy;
}

/** Client errors that are about the moment, not about the request (RFC 9110 and 6585). */
const PASSING = new Set([408, 425, 429]);

/** @param failures dispatches in a row that were not accepted before this one */
export function decideDispatchOutcome(answer: DispatchAnswer, failures: number, policy: DispatchPolicy): DispatchOutcome {
  const backoff = backoffMs(policy.retry, failures);
  if (answer.kind === 'unanswered') return { kind: 'repeat', nextInMs: backoff, detail: `The target did not answer: ${answer.error}` };

  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    return {
      kind: 'accepted',
      nextInMs: policy.redispatchEveryMs,
      report: body.kind === 'report' ? body.report : null,
      remark: body.kind === 'other' ? body.detail : null,
    };
  }
  if (status >= 500 || PASSING.has(status)) {
    return { kind: 'repeat', nextInMs: Math.max(backoff, answer.retryAfterMs ?? 0), detail: `The target answered ${status}.` };
  }
  return { kind: 'rejected', detail: `The target answered ${status}, which trying again would not change.` };
}
