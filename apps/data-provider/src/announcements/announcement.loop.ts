import { randomUUID } from 'node:crypto';
import { Database } from '@syncline/database';
import { Outbound, readBody, type HttpAnswer } from '@syncline/service-auth';
import { Logger, LoopRegistry, runWithTrace, type Loop } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { AnnounceTargets } from './announce-targets.ts';
import { acceptAnnouncement, postponeAnnouncement } from '../persistence/sql/settle-announcement.sql.ts';
import { claimAnnouncement, type ClaimedAnnouncement } from '../persistence/sql/claim-announcement.sql.ts';
import { pauseAfter } from './domain/backoff.ts';

const TIMEOUT_MS = 10_000;
/** Longer than a call can take, so that nobody else sends while we do. */
const LEASE_MS = 30_000;

/**
 * Sends what is in the outbox until it is accepted.
 *
 * Each receiver has a loop of its own, so that one that is silent holds up nobody else. A turn claims one announcement under
 * a fresh lease token and sends it. 2xx: accepted for good. Anything else, or no answer: again after a pause that doubles up
 * to a minute, for ever; a receiver that is down for a day gets it then. If we die between the answer and our own commit, it
 * is sent again with the same event id, by which the receiver knows it.
 */
@Injectable()
export class AnnouncementLoop {
  readonly #loops: readonly Loop[];

  constructor(
    private readonly database: Database,
    private readonly outbound: Outbound,
    private readonly targets: AnnounceTargets,
    private readonly logger: Logger,
    loops: LoopRegistry,
  ) {
    this.#loops = targets.urls.map((url) => loops.add({ name: `announcements to ${url}`, everyMs: targets.pollMs, runOnce: (signal) => this.#turn(url, signal) }));
  }

  /** There may be something to send. */
  nudge(): void {
    for (const loop of this.#loops) loop.nudge();
  }

  async #turn(url: string, signal: AbortSignal): Promise<boolean> {
    const leaseToken = randomUUID();
    const [claimed] = await this.database.query(claimAnnouncement, { url, leaseToken, leaseMs: LEASE_MS });
    if (claimed === undefined) return false;
    await runWithTrace(claimed.traceparent ?? undefined, () => this.#deliver(claimed, leaseToken, signal));
    return !signal.aborted;
  }

  async #deliver(announcement: ClaimedAnnouncement, leaseToken: string, signal: AbortSignal): Promise<void> {
    const { id, url, eventJson: event, tries } = announcement;
    const refusal = await this.#send(announcement, signal);
    const log = { eventId: event.id, businessDate: event.subject, url, tries };
    if (refusal === undefined) {
      await this.database.execute(acceptAnnouncement, { id, leaseToken });
      this.logger.info(log, 'announcement accepted');
      return;
    }
    const pauseMs = signal.aborted ? 0 : pauseAfter(tries);
    await this.database.execute(postponeAnnouncement, { id, leaseToken, pauseMs, detail: refusal });
    this.logger.warn({ ...log, pauseMs, detail: refusal }, 'announcement not accepted yet');
  }

  /** @returns why it was not accepted; undefined if it was */
  async #send({ url, eventJson }: ClaimedAnnouncement, signal: AbortSignal): Promise<string | undefined> {
    const auth = this.targets.authFor(url);
    if (auth === undefined) return 'the configuration does not name this receiver any more';
    try {
      const answer = await this.outbound.request({
        url, method: 'POST', auth, headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify(eventJson), timeoutMs: TIMEOUT_MS, signal, allowedFor: [url],
      });
      await drain(answer);
      return answer.status >= 200 && answer.status < 300 ? undefined : `the receiver answered ${answer.status}`;
    } catch (error) {
      return (error instanceof Error ? error.message : String(error)).slice(0, 500);
    }
  }
}

const MOST_ANSWER_BYTES = 64 * 1024;

/** What the receiver says beyond its status does not matter; read, so that the connection can be used again, but not for ever. */
async function drain({ body }: HttpAnswer): Promise<void> {
  body.on('error', () => undefined);
  await readBody(body, { maxBytes: MOST_ANSWER_BYTES, timeoutMs: TIMEOUT_MS }).catch(() => undefined);
}
