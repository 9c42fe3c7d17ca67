import { DomainError, type CloudEvent } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { currentTraceparent } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { BatchSizes } from '../persistence/batch-sizes.ts';
import { GroupCommit } from '../persistence/group-commit.ts';
import { UnitOfWork } from '../persistence/unit-of-work.ts';
import { shorten } from '../runs/domain/shorten.ts';
import { contentDigest, identityDigest } from './domain/read-cloud-events.ts';
import type { IntakeOutcome, MessageRequest, Receipt } from './message-request.ts';
import { MessageStore, RacedError } from './message-store.ts';

/** Batches under way, and small events in one. */
const LIMITS = { batches: 2, items: 500 };

/** How often a batch finds that another node has just stored one of its events, before that is an error. */
const MOST_RACES = 5;

/**
 * Takes events in. Model:
 *   - Concurrent requests share a transaction (`GroupCommit`), which holds their messages, the occurrences these caused
 *     and their runs. It is answered after the commit, so what was answered is never lost.
 *   - What becomes of each request is decided before anything is written (`decide-intake`), so one that is refused takes
 *     nothing of the others with it.
 *   - The unique identity of an event keeps nodes apart: whoever stores an event second waits for the first to commit,
 *     finds that it has raced, and decides anew; by then the event is known.
 */
@Injectable()
export class MessageIntake {
  readonly #batches: GroupCommit<MessageRequest, IntakeOutcome>;

  constructor(
    private readonly work: UnitOfWork,
    private readonly store: MessageStore,
    sizes: BatchSizes,
  ) {
    this.#batches = new GroupCommit((requests) => this.#take(requests), { ...LIMITS, weigh: ({ weight }) => weight }, sizes.of('messages'));
  }

  /** @throws DomainError SOURCE_NOT_ALLOWED, MESSAGE_CONFLICT, BUSINESS_DATE_UNREADABLE; nothing is stored then */
  async publish(events: readonly CloudEvent[], caller: Caller): Promise<Receipt[]> {
    for (const event of events) assertSourceAllowed(event, caller);
    if (events.length === 0) return [];
    const outcome = await this.#batches.submit({
      events: events.map((event) => ({ messageId: uuidv7(), event, identityDigest: identityDigest(event), contentDigest: contentDigest(event) })),
      // Shown to people only, so a name may lose its end; an issuer or a subject may be longer than any column.
      publishedBy: shorten(`${caller.issuer}#${caller.subject}`),
      traceparent: currentTraceparent() ?? null,
      weight: events.reduce((sum, event) => sum + weightOf(event), 0),
    });
    if (outcome.kind === 'refused') throw new DomainError(outcome.code, outcome.detail);
    return outcome.receipts;
  }

  async #take(requests: readonly MessageRequest[]): Promise<IntakeOutcome[]> {
    for (let races = 1; ; races += 1) {
      try {
        return await this.work.run((unit) => this.store.take(unit, requests));
      } catch (error) {
        if (!(error instanceof RacedError) || races === MOST_RACES) throw error;
      }
    }
  }
}

/** An event is small, mostly; it may be a megabyte. */
const weightOf = (event: CloudEvent): number => 1 + JSON.stringify(event).length / 20_000;

function assertSourceAllowed({ source }: CloudEvent, { sources, issuer }: Caller): void {
  if (sources === undefined || sources.includes(source)) return;
  throw new DomainError('SOURCE_NOT_ALLOWED', `${issuer} may not publish for ${source}.`);
}
