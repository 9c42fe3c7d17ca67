import { setTimeout as delay } from 'node:timers/promises';
import { ReportAnswer, ReportRead } from '@syncline/contract';
import type { Report } from '@syncline/contract';
import type { Identity } from '../server/identity.ts';
import type { Effect } from './effects.ts';
import type { ScriptedReport } from './scripted-reports.ts';

const RETRY_MS = 200;

export interface ReportSent {
  readonly runId: string;
  readonly report: Report;
  /** The status of each try; 0: no answer. */
  readonly statuses: number[];
  answer: ReportAnswer | null;
}

/** Calls back with the reports of a script, each until it is acknowledged. */
export class Reporter {
  readonly sent: ReportSent[] = [];
  readonly #identity: Identity;
  readonly #stop: AbortSignal;

  constructor(identity: Identity, stop: AbortSignal) {
    this.#identity = identity;
    this.#stop = stop;
  }

  async play(effect: Effect, script: readonly ScriptedReport[]): Promise<void> {
    for (const [index, { report, after }] of script.entries()) {
      await after;
      if (effect.cancelled || this.#stop.aborted) return;
      await this.#send(effect, ReportRead.parse({ ...report, attempt: effect.dispatch.attempt, sequence: index + 1 }));
    }
  }

  /** The last report sent on an attempt, for the answer to a repeated dispatch. */
  last({ dispatch: { runId, attempt } }: Effect): Report | undefined {
    return this.sent.findLast((sent) => sent.runId === runId && sent.report.attempt === attempt)?.report;
  }

  async #send(effect: Effect, report: Report): Promise<void> {
    const sent: ReportSent = { runId: effect.dispatch.runId, report, statuses: [], answer: null };
    this.sent.push(sent);
    while (!this.#stop.aborted) {
      const response = await this.#post(effect.callbackUrl, report);
      sent.statuses.push(response?.status ?? 0);
      if (response?.ok === true) sent.answer = ReportAnswer.parse(await response.json());
      // Another refusal will not change by asking again; no answer and 5xx may.
      if (response !== undefined && response.status < 500 && response.status !== 429) return;
      await delay(RETRY_MS);
    }
  }

  async #post(url: string, report: Report): Promise<Response | undefined> {
    const token = await this.#identity.token({ audience: 'scheduling-platform', scope: 'runs:report' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(url, { method: 'POST', headers, body: JSON.stringify(report), redirect: 'manual' }).catch(() => undefined);
  }
}
