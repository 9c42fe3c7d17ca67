import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertBook } from '../alerts/alert-book.ts';
import type { FiringRequest } from '../firings/firing.ts';
import { Firings } from '../firings/firings.ts';
import { holdOwners } from '../firings/hold-owners.ts';
import { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import { jsonRows } from '../persistence/json-rows.ts';
import { insertMessages } from '../persistence/sql/insert-messages.sql.ts';
import { insertReceived } from '../persistence/sql/insert-received.sql.ts';
import { selectKnownMessages } from '../persistence/sql/select-known-messages.sql.ts';
import { selectListeners } from '../persistence/sql/select-listeners.sql.ts';
import type { Unit } from '../persistence/unit-of-work.ts';
import { decideIntake, type IntakeDecision, type KnownMessage, type PublishedEvent, type TakenMessage } from './domain/decide-intake.ts';
import type { Firing, Listener } from './domain/what-fires.ts';
import type { IntakeOutcome, MessageRequest, Receipt } from './message-request.ts';

/** Another node stored one of these events between the look and the insert: to be decided anew. */
export class RacedError extends Error {
  override readonly name = 'RacedError';
}

/** What a request brought that is new. */
interface NewMessage extends Extract<TakenMessage, { kind: 'new' }> {
  readonly request: MessageRequest;
}

/** Stores messages of many requests with all that they cause, in one transaction. */
@Injectable()
export class MessageStore {
  constructor(
    private readonly firings: Firings,
    private readonly alerts: AlertBook,
  ) {}

  /** @throws RacedError */
  async take(unit: Unit, requests: readonly MessageRequest[]): Promise<IntakeOutcome[]> {
    const events = requests.flatMap((request) => request.events);
    const known = await this.#known(unit, events);
    const listeners = await this.#listeners(unit, events);
    const decisions = decideIntake(requests.map((request) => request.events), known, listeners);
    const fresh = decisions.flatMap((decision, n) => newMessages(decision, requests[n]));
    const causedBy = await this.#store(unit, fresh);
    for (const occurrence of await this.#earlierResults(unit, decisions, causedBy)) collect(causedBy, occurrence);
    return decisions.map((decision) => (decision.kind === 'refused' ? decision : { kind: 'taken', receipts: decision.messages.map((message) => receiptOf(message, causedBy)) }));
  }

  async #known({ tx }: Unit, events: readonly PublishedEvent[]): Promise<Map<string, KnownMessage>> {
    const rows = await tx.query(selectKnownMessages, { identities: JSON.stringify(events.map(({ identityDigest }) => identityDigest)) });
    return new Map(rows.map(({ id, identityDigest, contentDigest }) => [identityDigest, { messageId: id, contentDigest }]));
  }

  async #listeners({ tx }: Unit, events: readonly PublishedEvent[]): Promise<Map<string, Listener[]>> {
    const rows = await tx.query(selectListeners, { types: JSON.stringify([...new Set(events.map(({ event }) => event.type))]) });
    const byType = new Map<string, Listener[]>();
    for (const { ownerKind: kind, owner: name, version, isPaused, triggerJson: trigger } of rows) {
      byType.set(trigger.type, [...(byType.get(trigger.type) ?? []), { owner: { kind, name }, version, isPaused, trigger }]);
    }
    return byType;
  }

  /** @returns the occurrences by message; a message that nobody hears has none */
  async #store(unit: Unit, messages: readonly NewMessage[]): Promise<Map<string, OccurrenceEntity[]>> {
    const causedBy = new Map<string, OccurrenceEntity[]>(messages.map(({ message }) => [message.messageId, []]));
    if (messages.length === 0) return causedBy;
    const rows = messages.map(({ message: { messageId: id, event: eventJson, identityDigest, contentDigest }, request: { publishedBy } }) => ({ id, identityDigest, contentDigest, eventJson, publishedBy }));
    if ((await unit.tx.execute(insertMessages, { messages: jsonRows(rows) })) < rows.length) throw new RacedError('An event was stored by another node in this moment');
    const heard = messages.flatMap(({ firings, ...of }) => firings.map((firing) => ({ firing, ...of })));
    const isThere = await holdOwners(unit.tx, heard.map(({ firing: { owner } }) => owner));
    // What was deleted since it was looked up hears nothing any more.
    const fired = heard.filter(({ firing: { owner } }) => isThere(owner));
    for (const occurrence of await this.firings.fire(unit, fired.map(requestOf))) collect(causedBy, occurrence);
    await this.#note(unit, fired.flatMap(({ firing: { expected }, message: { messageId } }) => expected.map((expectedKey) => ({ expectedKey, messageId }))));
    return causedBy;
  }

  /** That what triggers expect has come. */
  async #note(unit: Unit, received: readonly { readonly expectedKey: string; readonly messageId: string }[]): Promise<void> {
    if (received.length === 0) return;
    await unit.tx.execute(insertReceived, { received: jsonRows(received) });
    await this.alerts.resolve(unit, received.map(({ expectedKey: expected }) => ({ cause: 'RECEIVED', expected })));
  }

  /** What events caused that were known before this batch. */
  async #earlierResults({ tx }: Unit, decisions: readonly IntakeDecision[], causedBy: ReadonlyMap<string, unknown>): Promise<OccurrenceEntity[]> {
    const earlier = decisions.flatMap((decision) => (decision.kind === 'taken' ? decision.messages : [])).flatMap((message) => (message.kind === 'duplicate' && !causedBy.has(message.messageId) ? [message.messageId] : []));
    if (earlier.length === 0) return [];
    return tx.manager.createQueryBuilder(OccurrenceEntity, 'o').where('o.messageId IN (:...ids)', { ids: [...new Set(earlier)] }).orderBy('o.id', 'ASC').getMany();
  }
}

const newMessages = (decision: IntakeDecision, request: MessageRequest | undefined): NewMessage[] =>
  decision.kind === 'refused' || request === undefined ? [] : decision.messages.flatMap((message) => (message.kind === 'new' ? [{ ...message, request }] : []));

const requestOf = ({ firing: { owner, version, isPaused, businessDate }, message: { messageId, event }, request: { traceparent } }: { firing: Firing } & Omit<NewMessage, 'firings'>): FiringRequest => ({
  occurrenceId: uuidv7(), owner, version, isPaused, businessDate, parameters: {}, trigger: 'message', messageId, scheduledFor: null, isLate: false,
  detail: `Event ${event.id} of ${event.source} came.`, traceparent,
});

function collect(causedBy: Map<string, OccurrenceEntity[]>, occurrence: OccurrenceEntity): void {
  const { messageId } = occurrence;
  if (messageId !== null) causedBy.set(messageId, [...(causedBy.get(messageId) ?? []), occurrence]);
}

function receiptOf(message: TakenMessage, causedBy: ReadonlyMap<string, OccurrenceEntity[]>): Receipt {
  const messageId = message.kind === 'new' ? message.message.messageId : message.messageId;
  return { messageId, duplicate: message.kind === 'duplicate', occurrences: causedBy.get(messageId) ?? [] };
}
