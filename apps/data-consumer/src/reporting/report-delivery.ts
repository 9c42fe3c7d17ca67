/**
 * Delivers reports to the platform until it acknowledges them.
 *
 * Model:
 * - The outbox has one row a job, its newest report. A row is claimed with a lease, so that over all instances one delivers
 *   it at a time; should that one die, the lease runs out and another delivers it again, which the platform recognises.
 * - 200 ends it. So does any other 4xx: asking again would be answered the same; the log says so, and the next dispatch's
 *   answer carries the same report anyway. Everything else is tried again after a growing wait, for as long as it takes.
 * - A report that comes in while an older one of its job is on its way stays: only the delivered sequence is removed.
 */
import { Outbound, readBody } from '@syncline/service-auth';
import { Database } from '@syncline/database';
import { Logger, LoopRegistry, runWithTrace, type Loop } from '@syncline/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { CONFIG, type DataConsumerConfig } from '../data-consumer.config.ts';
import { claimReports, type ClaimedReport } from '../persistence/sql/claim-reports.sql.ts';
import { postponeReport, removeReport } from '../persistence/sql/settle-report.sql.ts';
import { verdictOf, waitBefore } from './domain/delivery.ts';

const AT_ONCE = 8;
const LEASE_MS = 30_000;
const TIMEOUT_MS = 10_000;
const MOST_ANSWER_BYTES = 64 * 1024;

@Injectable()
export class ReportDelivery {
  readonly #loop: Loop;

  constructor(
    private readonly database: Database,
    private readonly outbound: Outbound,
    private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: DataConsumerConfig,
    loops: LoopRegistry,
  ) {
    this.#loop = loops.add({ name: 'deliver-reports', everyMs: config.sync.pollMs, runOnce: () => this.#deliverDue() });
  }

  nudge(): void {
    this.#loop.nudge();
  }

  async #deliverDue(): Promise<boolean> {
    const token = uuidv7();
    const claimed = await this.database.query(claimReports, { token, leaseMs: LEASE_MS, limit: AT_ONCE });
    await Promise.all(claimed.map((report) => runWithTrace(report.traceparent ?? undefined, () => this.#deliver(report, token))));
    return claimed.length === AT_ONCE;
  }

  async #deliver(report: ClaimedReport, token: string): Promise<void> {
    const { jobId, attempt, reportSequence, tries } = report;
    const answer = await this.#post(report);
    const verdict = verdictOf(answer);
    const fields = { runId: report.runId, attempt, sequence: reportSequence, answer: typeof answer === 'number' ? answer : answer.message };
    if (verdict === 'AGAIN') {
      const waitMs = waitBefore(tries);
      this.logger.debug({ ...fields, waitMs }, 'the report was not taken; it is sent again');
      await this.database.execute(postponeReport, { jobId, token, reportSequence, waitMs });
      return;
    }
    if (verdict === 'REFUSED') this.logger.warn(fields, 'the platform refused the report; it is not sent again');
    await this.database.execute(removeReport, { jobId, token, attempt, reportSequence });
    // A newer one may have come meanwhile, and found this one's lease.
    this.#loop.nudge();
  }

  async #post({ callbackUrl, reportJson }: ClaimedReport): Promise<number | Error> {
    try {
      const { status, body } = await this.outbound.request({
        url: callbackUrl, method: 'POST', auth: this.config.outbound.callbackAuth, headers: { 'content-type': 'application/json' },
        body: JSON.stringify(reportJson), timeoutMs: TIMEOUT_MS,
      });
      await readBody(body, { maxBytes: MOST_ANSWER_BYTES, timeoutMs: TIMEOUT_MS });
      return status;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
