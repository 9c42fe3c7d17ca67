import { setTimeout as pause } from 'node:timers/promises';
import type { MessageReceipt } from '@syncline/contract';
import { chance } from './chance.ts';
import type { ClusterApi } from './cluster-api.ts';
import type { Publication } from './records.ts';

export interface Announcement {
  readonly eventId: string;
  readonly type: string;
  readonly businessDate: string;
  /** What it must fire. */
  readonly tasks: readonly string[];
}

const SENT_TWICE = 0.05;
const GIVE_UP_MS = 60_000;
const TRY_AGAIN_MS = 200;

/**
 * The system upstream, with a record of its own: an event counts once it was answered 202, and until then it is sent
 * again, to whichever node, with the same identity. Some events are sent twice at the same time.
 */
export class Upstream {
  readonly publications: Publication[] = [];

  constructor(
    private readonly seed: number,
    private readonly api: ClusterApi,
    private readonly now: () => number,
  ) {}

  /** Announces one after the other with pauses of chance, without waiting for the answers; resolves when all are answered. */
  async publish(announcements: readonly Announcement[], everyMs: number): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const announcement of announcements) {
      sent.push(this.#announce(announcement));
      await pause(2 * everyMs * chance(this.seed, announcement.eventId, 'pause'));
    }
    await Promise.all(sent);
  }

  async #announce(announcement: Announcement): Promise<void> {
    const { eventId, businessDate, tasks } = announcement;
    const isTwice = chance(this.seed, eventId, 'twice') < SENT_TWICE;
    const receipts: MessageReceipt[] = [];
    let acceptedAt = Infinity;
    const send = async (copy: number): Promise<void> => {
      const receipt = await this.#untilAccepted(announcement, copy);
      if (receipt === null) return;
      acceptedAt = Math.min(acceptedAt, this.now());
      receipts.push(receipt);
    };
    await Promise.all(isTwice ? [send(1), send(2)] : [send(1)]);
    this.publications.push({ eventId, businessDate, tasks, receipts, acceptedAt });
  }

  async #untilAccepted({ eventId: id, type, businessDate }: Announcement, copy: number): Promise<MessageReceipt | null> {
    const event = { specversion: '1.0', id, source: 'data-provider', type, subject: businessDate, data: { businessDate, reason: 'CLOSE' } };
    const deadline = this.now() + GIVE_UP_MS;
    for (let tries = 0; this.now() < deadline; tries += 1) {
      const node = Math.floor(chance(this.seed, id, copy, tries) * this.api.urls.length);
      const answer = await this.api.post(node, '/messages', event, 'application/cloudevents+json').catch(() => null);
      if (answer?.status === 202) return answer.body as MessageReceipt;
      if (answer !== null && answer.status < 500 && answer.status !== 429) throw new Error(`Event ${id} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      await pause(TRY_AGAIN_MS);
    }
    return null;
  }
}
