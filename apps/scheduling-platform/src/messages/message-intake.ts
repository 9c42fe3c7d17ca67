import { DomainError, type CloudEvent } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { FiringRequest } from '../firings/firing.ts';
import { Firings } from '../firings/firings.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { insertMessage } from '../persistence/sql/insert-message.sql.ts';
import { selectListeners } from '../persistence/sql/select-listeners.sql.ts';
import { UnitOfWork, type Unit } from '../persistence/unit-of-work.ts';
import { contentDigest, identityDigest } from './domain/read-cloud-events.ts';
import { whatFires } from './domain/what-fires.ts';
import { MessageEntity } from './message.entity.ts';

export interface Receipt {
  readonly messageId: string;
  readonly duplicate: boolean;
  readonly occurrences: readonly OccurrenceEntity[];
}

/**
 * Takes events in. Model: one transaction holds the message, the occurrences it caused and their runs, and a batch is
 * one transaction as a whole; it is answered after the commit, so what was answered is never lost. The unique identity
 * of an event makes duplicates wait for the first of them and then find its result, however many come at once.
 */
@Injectable()
export class MessageIntake {
  constructor(
    private readonly work: UnitOfWork,
    private readonly firings: Firings,
  ) {}

  /** @throws DomainError SOURCE_NOT_ALLOWED, MESSAGE_CONFLICT, BUSINESS_DATE_UNREADABLE; nothing is stored then */
  publish(events: readonly CloudEvent[], caller: Caller): Promise<Receipt[]> {
    for (const event of events) assertSourceAllowed(event, caller);
    return this.work.run(async (unit) => {
      const receipts: Receipt[] = [];
      for (const event of events) receipts.push(await this.#receive(unit, event, caller));
      return receipts;
    });
  }

  async #receive(unit: Unit, event: CloudEvent, { issuer, subject }: Caller): Promise<Receipt> {
    const message = { id: uuidv7(), identityDigest: identityDigest(event), contentDigest: contentDigest(event), event: JSON.stringify(event), publishedBy: `${issuer}#${subject}` };
    const isNew = (await unit.tx.execute(insertMessage, message)) > 0;
    return isNew ? { messageId: message.id, duplicate: false, occurrences: await this.#fire(unit, event, message.id) } : this.#repeat(unit, event);
  }

  async #fire(unit: Unit, event: CloudEvent, messageId: string): Promise<OccurrenceEntity[]> {
    const listeners = await unit.tx.query(selectListeners, { type: event.type });
    const result = whatFires(event, listeners.map(({ task, triggerJson }) => ({ task, trigger: triggerJson })));
    if (result.kind === 'unreadable') throw new DomainError('BUSINESS_DATE_UNREADABLE', `Task ${result.task} needs a business date at ${result.pointer}, and there is none.`);

    const requests = result.firings.flatMap(({ task: name, businessDate }): FiringRequest[] => {
      const listener = listeners.find((candidate) => candidate.task === name);
      if (listener === undefined) return [];
      const { version, isPaused } = listener;
      return [{
        occurrenceId: uuidv7(), owner: { kind: 'TASK', name }, version, isPaused, businessDate, parameters: {},
        trigger: 'message', messageId, scheduledFor: null, isLate: false, detail: null,
      }];
    });
    return this.firings.fire(unit, requests);
  }

  async #repeat({ tx }: Unit, event: CloudEvent): Promise<Receipt> {
    const first = await tx.manager.findOneByOrFail(MessageEntity, { identityDigest: identityDigest(event) });
    if (first.contentDigest !== contentDigest(event)) throw new DomainError('MESSAGE_CONFLICT', `Event ${event.id} of ${event.source} is known with another content.`);
    const occurrences = await tx.manager.find(OccurrenceEntity, { where: { messageId: first.id }, order: { id: 'ASC' } });
    return { messageId: first.id, duplicate: true, occurrences };
  }
}

function assertSourceAllowed({ source }: CloudEvent, { sources, issuer }: Caller): void {
  if (sources === undefined || sources.includes(source)) return;
  throw new DomainError('SOURCE_NOT_ALLOWED', `${issuer} may not publish for ${source}.`);
}
