import { fieldErrors, ReportRead } from '@syncline/contract';
import type { AnswerBody } from './decide-dispatch-outcome.ts';

/**
 * Reads the body of a 2xx answer to a dispatch: a report, nothing, or something that is only noted.
 * @param parseJson what reads requests, too: throws on what is no JSON, or none that can be kept
 */
export function readAnswerBody(body: Buffer, parseJson: (bytes: Buffer) => unknown): AnswerBody {
  if (body.toString('utf8').trim() === '') return { kind: 'empty' };
  let value: unknown;
  try {
    value = parseJson(body);
  } catch {
    return { kind: 'other', detail: 'The answer is not JSON that can be kept and was ignored.' };
  }
  const parsed = ReportRead.safeParse(value);
  if (parsed.success) return { kind: 'report', report: parsed.data };
  const [first] = fieldErrors(parsed.error);
  return { kind: 'other', detail: `The answer is no report and was ignored: ${first?.pointer ?? ''} ${first?.detail ?? ''}`.trimEnd() };
}

/**
 * `Retry-After` (RFC 9110, 10.2.3): seconds or a date, as milliseconds from `now`; null where it says nothing usable.
 * A day is the most that is believed.
 */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now.getTime();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, LONGEST_MS) : null;
}

const LONGEST_MS = 86_400_000;
