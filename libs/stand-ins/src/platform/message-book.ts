import { CloudEvent, DomainError, fieldErrors, jsonDigest } from '@syncline/contract';
import type { MessageReceipt } from '@syncline/contract';
import { v7 as uuidv7 } from 'uuid';

/** The events that a stand-in accepted; an identity (source, id) is known for good. */
export class MessageBook {
  readonly events: CloudEvent[] = [];
  readonly #known = new Map<string, { digest: string; messageId: string }>();

  /** @throws DomainError MESSAGE_CONFLICT */
  accept(event: CloudEvent): MessageReceipt {
    const identity = JSON.stringify([event.source, event.id]);
    const { type, subject, datacontenttype, data } = event;
    const digest = jsonDigest({ type, subject: subject ?? null, datacontenttype: datacontenttype ?? null, data });
    const known = this.#known.get(identity);
    if (known !== undefined && known.digest !== digest) throw new DomainError('MESSAGE_CONFLICT', `event ${event.id} of ${event.source} came before with another content`);
    if (known !== undefined) return { messageId: known.messageId, duplicate: true, occurrences: [] };
    const messageId = uuidv7();
    this.#known.set(identity, { digest, messageId });
    this.events.push(event);
    return { messageId, duplicate: false, occurrences: [] };
  }
}

/**
 * The events of a request in structured, batched or binary mode.
 * @throws DomainError VALIDATION_FAILED
 */
export function readEvents(headers: Readonly<Record<string, string | string[] | undefined>>, body: unknown): CloudEvent | CloudEvent[] {
  const contentType = String(headers['content-type'] ?? '');
  if (contentType.startsWith('application/cloudevents-batch+json')) return (Array.isArray(body) ? body : [body]).map(readEvent);
  if (contentType.startsWith('application/cloudevents+json')) return readEvent(body);
  const attributes = Object.entries(headers).flatMap(([name, value]) => (name.startsWith('ce-') ? [[name.slice(3), decodeURIComponent(String(value))]] : []));
  const datacontenttype = contentType === '' ? {} : { datacontenttype: contentType };
  return readEvent({ ...Object.fromEntries(attributes), ...datacontenttype, ...(body === undefined ? {} : { data: body }) });
}

function readEvent(value: unknown): CloudEvent {
  const result = CloudEvent.safeParse(value);
  if (!result.success) throw new DomainError('VALIDATION_FAILED', 'this is no CloudEvent 1.0', { errors: fieldErrors(result.error) });
  return result.data;
}
