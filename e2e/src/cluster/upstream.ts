import { setTimeout as pause } from 'node:timers/promises';
import type { MessageReceipt } from '@syncline/contract';
import { chance } from './chance.ts';
import type { ClusterApi } from './cluster-api.ts';
import type { Publication } from './records.ts';

export interface Announcement {
  readonly eventId: string;
  readonly type: string;
  readonly businessDate: string;
  /** The tasks and groups that it must fire. */
  readonly owners: readonly string[];
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
  #isStopped = false;

  constructor(
    private readonly seed: number,
    private readonly api: ClusterApi,
    private readonly now: () => number,
  ) {}

  /** Announces one after the other with pauses of chance, without waiting for the answers; resolves when all are answered. */
  async publish(announcements: readonly Announcement[], everyMs: number): Promise<void> {
    const sent: Promise<void>[] = [];
    for (const announcement of announcements) {
      if (this.#isStopped) break;
      sent.push(this.#announce(announcement));
      await pause(2 * everyMs * chance(this.seed, announcement.eventId, 'pause'));
    }
    await Promise.all(sent);
  }

  /** Nothing is sent any more, and nobody is asked again. */
  stop(): void {
    this.#isStopped = true;
  }

  async #announce(announcement: Announcement): Promise<void> {
    const { eventId, businessDate, owners } = announcement;
    const isTwice = chance(this.seed, eventId, 'twice') < SENT_TWICE;
    const receipts: MessageReceipt[] = [];
    let acceptedAt = Infinity;
    let refused: string | null = null;
    const send = async (copy: number): Promise<void> => {
      const answer = await this.#untilAccepted(announcement, copy);
      if (typeof answer === 'string') {
        refused = answer;
        return;
      }
      acceptedAt = Math.min(acceptedAt, this.now());
      receipts.push(answer);
    };
    await Promise.all(isTwice ? [send(1), send(2)] : [send(1)]);
    this.publications.push({ eventId, businessDate, owners, receipts, acceptedAt, refused });
  }

  /** @returns the receipt, or why there will be none */
  async #untilAccepted({ eventId: id, type, businessDate }: Announcement, copy: number): Promise<MessageReceipt | string> {
    const event = { specversion: '1.0', id, source: 'data-provider', type, subject: businessDate, data: { businessDate, reason: 'CLOSE' } };
    const deadline = this.now() + GIVE_UP_MS;
    let last = '';
    for (let tries = 0; this.now() < deadline && !this.#isStopped; tries += 1) {
      const node = Math.floor(chance(this.seed, id, copy, tries) * this.api.urls.length);
      const answer = await this.api.post(node, '/messages', event, 'application/cloudevents+json').catch((error: unknown) => ({ status: 0, body: String(error) }));
      if (answer.status === 202) return answer.body as MessageReceipt;
      last = `${answer.status} ${JSON.stringify(answer.body)}`;
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) break;
      await pause(TRY_AGAIN_MS);
    }
    return last;
  }
}
