import { z } from 'zod';
import { JsonValue } from '../primitives/text.ts';

/**
 * CloudEvents 1.0 in structured form (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md):
 * four required attributes, optional ones, and extensions, whose names have lower-case letters and digits only and
 * whose values are text, whole numbers of 32 bits or booleans.
 */

const Text = z.string().min(1).max(2000);
const Extension = z.union([z.string().max(4000), z.boolean(), z.int().min(-(2 ** 31)).max(2 ** 31 - 1), z.null()]);

const ATTRIBUTES = new Set(['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data', 'data_base64']);

/** RFC 3339 with any offset: the event is somebody else's, and so is its clock. */
const Timestamp = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/, 'must be an RFC 3339 timestamp')
  .refine((text) => !Number.isNaN(Date.parse(text.toUpperCase())), 'must be a moment that exists');

export const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: Text,
    /** With `id` the identity of the event, for good. */
    source: Text,
    type: Text,
    subject: Text.nullish(),
    time: Timestamp.nullish(),
    datacontenttype: Text.nullish(),
    dataschema: Text.nullish(),
    data: JsonValue.optional(),
    data_base64: z.base64().nullish(),
  })
  .superRefine((event, context) => {
    if (event.data !== undefined && event.data_base64 != null) context.addIssue({ code: 'custom', path: ['data_base64'], message: 'excludes data: an event has one of them' });
    for (const [name, value] of Object.entries(event)) {
      if (ATTRIBUTES.has(name)) continue;
      if (!/^[a-z0-9]+$/.test(name)) context.addIssue({ code: 'custom', path: [name], message: 'is no name of an extension: lower-case letters and digits only' });
      else if (!Extension.safeParse(value).success) context.addIssue({ code: 'custom', path: [name], message: 'must be text, a whole number of 32 bits or a boolean' });
    }
  })
  .meta({ id: 'CloudEvent' });
export type CloudEvent = z.output<typeof CloudEvent>;

export const MAX_EVENTS_IN_BATCH = 500;

/** The media types of the structured and the batched mode; any other body is the data of an event in binary mode. */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH_TYPE = 'application/cloudevents-batch+json';
