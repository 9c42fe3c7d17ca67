import { setTimeout as pause } from 'node:timers/promises';
import type { TestIdentity } from '@syncline/test-kit';
import { BearerToken } from './bearer-token.ts';
import type { SentReport } from './records.ts';

/** An attempt whose end is decided. */
export interface Ending {
  readonly key: string;
  readonly runId: string;
  readonly attempt: number;
  readonly ending: 'SUCCEEDED' | 'FAILED';
  readonly callbackUrl: string;
}

/** A report as it goes over the wire; the rest of it matters to nobody here. */
interface ReportBody {
  readonly attempt: number;
  readonly sequence: number;
  readonly state: SentReport['state'];
}

/** Sends reports to the platform and keeps what became of each. A node may be dead or asleep: it tries a few times, then leaves it to the next dispatch. */
export class Reporter {
  readonly reports: SentReport[] = [];
  readonly #token: BearerToken;

  constructor(identity: TestIdentity, private readonly now: () => number) {
    this.#token = new BearerToken(identity, 'runs:report');
  }

  running(job: Ending): Promise<void> {
    return this.#send(job, { attempt: job.attempt, sequence: 1, state: 'RUNNING' });
  }

  end(job: Ending): Promise<void> {
    return this.#send(job, this.endOf(job));
  }

  /** The same end with the same sequence, however often it is told, and whether called back or in an answer. */
  endOf({ attempt, ending }: Ending): ReportBody {
    const end: ReportBody = { attempt, sequence: 2, state: ending };
    return ending === 'SUCCEEDED' ? { ...end, ...PROVEN } : { ...end, ...BROKEN };
  }

  async #send(job: Ending, report: ReportBody): Promise<void> {
    let answer = '';
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await pause(TRY_AGAIN_MS);
      answer = await this.#post(job.callbackUrl, report);
      if (/^[24]/.test(answer)) break;
    }
    this.reports.push({ at: this.now(), runId: job.runId, attempt: report.attempt, state: report.state, answer });
  }

  async #post(url: string, report: object): Promise<string> {
    try {
      const headers = { authorization: await this.#token.header(), 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(report), signal: AbortSignal.timeout(TIMEOUT_MS) });
      const body = (await response.json()) as { applied?: boolean; reason?: string; code?: string };
      return `${response.status} ${body.applied === true ? 'applied' : (body.reason ?? body.code ?? '')}`;
    } catch (error) {
      return `no answer: ${String(error)}`;
    }
  }
}

const TRIES = 3;
const TRY_AGAIN_MS = 400;
const TIMEOUT_MS = 3_000;

const PROVEN = { reconciliation: { result: 'MATCHED', checks: [{ file: 'positions', check: 'rows', expected: '3', actual: '3', matched: true }] } };
const BROKEN = { error: { code: 'SOURCE_UNAVAILABLE', message: 'The source did not answer.', retryable: true } };
