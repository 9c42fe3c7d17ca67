import { CLOUD_EVENT_BATCH_TYPE, CLOUD_EVENT_TYPE, CloudEvent, DomainError, fieldErrors, jsonDigest, MAX_EVENTS_IN_BATCH } from '@syncline/contract';

/**
 * CloudEvents 1.0 over HTTP (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md):
 * structured, batched and binary mode, read into one form. Own code and not the SDK's reader, because that one rewrites
 * what it reads (`time`, falsy attributes, `data_base64`) and leaves percent-encoded headers as they are; here the event
 * is kept as it was sent.
 */
export type ReceivedEvents = { readonly isBatch: boolean; readonly events: readonly CloudEvent[] };

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Parses JSON from outside, or throws a DomainError. */
export type ParseJson = (bytes: Buffer) => unknown;

/**
 * @param headers names in lower case
 * @throws DomainError VALIDATION_FAILED for what is no CloudEvent, PAYLOAD_TOO_LARGE for a batch of more than 500
 */
export function readCloudEvents(headers: RequestHeaders, body: Buffer, parseJson: ParseJson): ReceivedEvents {
  const contentType = header(headers, 'content-type') ?? '';
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType === CLOUD_EVENT_BATCH_TYPE) return { isBatch: true, events: readBatch(parseJson(body)) };
  if (mediaType === CLOUD_EVENT_TYPE) return { isBatch: false, events: [readEvent(parseJson(body), [])] };
  if (header(headers, 'ce-specversion') === undefined) {
    throw new DomainError('VALIDATION_FAILED', `A message is a CloudEvent: ${CLOUD_EVENT_TYPE}, ${CLOUD_EVENT_BATCH_TYPE}, or a body with ce- headers.`);
  }
  return { isBatch: false, events: [readEvent(readBinary(headers, contentType, readData(mediaType, body, parseJson)), [])] };
}

/** Two events of one identity are the same event if and only if these digests are equal. */
export const contentDigest = ({ type, subject, datacontenttype, data, data_base64 }: CloudEvent): string =>
  jsonDigest({ type, subject: subject ?? null, datacontenttype: datacontenttype ?? 'application/json', data: data ?? null, data_base64: data_base64 ?? null });

/** What identifies an event for good. */
export const identityDigest = ({ source, id }: CloudEvent): string => jsonDigest([source, id]);

function readBatch(value: unknown): CloudEvent[] {
  if (!Array.isArray(value)) throw new DomainError('VALIDATION_FAILED', 'A batch is a JSON array of CloudEvents.');
  if (value.length > MAX_EVENTS_IN_BATCH) throw new DomainError('PAYLOAD_TOO_LARGE', `A batch has at most ${MAX_EVENTS_IN_BATCH} events, this one ${value.length}.`);
  return value.map((item, index) => readEvent(item, [index]));
}

function readEvent(value: unknown, path: readonly PropertyKey[]): CloudEvent {
  const parsed = CloudEvent.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError('VALIDATION_FAILED', 'This is no CloudEvent 1.0.', { errors: fieldErrors(parsed.error, path) });
}

function readBinary(headers: RequestHeaders, contentType: string, data: Record<string, unknown>): Record<string, unknown> {
  const attributes = Object.keys(headers)
    .filter((name) => name.startsWith('ce-'))
    .map((name) => [name.slice(3), decodeHeader(header(headers, name) ?? '')] as const);
  return { ...Object.fromEntries(attributes), ...(contentType === '' ? {} : { datacontenttype: contentType }), ...data };
}

function readData(mediaType: string, body: Buffer, parseJson: ParseJson): Record<string, unknown> {
  if (body.length === 0) return {};
  if (mediaType === '' || mediaType === 'application/json' || mediaType.endsWith('+json')) return { data: parseJson(body) };
  if (mediaType.startsWith('text/')) return { data: body.toString('utf8') };
  return { data_base64: body.toString('base64') };
}

/** Header values are percent-encoded UTF-8, and may stand in double quotes (binding, section 3.1.3.2). */
function decodeHeader(value: string): string {
  const unquoted = /^"(.*)"$/s.exec(value)?.[1]?.replaceAll(/\\(.)/gs, '$1') ?? value;
  try {
    return unquoted.replaceAll(/(%[0-9A-Fa-f]{2})+/g, decodeURIComponent);
  } catch {
    throw new DomainError('VALIDATION_FAILED', 'A ce- header holds bytes that are not UTF-8.');
  }
}

function header(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}
