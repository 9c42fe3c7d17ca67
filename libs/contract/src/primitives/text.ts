import { z } from 'zod';

/** Name of a definition (task, dataset, file, …): safe in a path, a log line and a SQL comment. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits and hyphens, and not start with a hyphen');

/** An id of ours is a UUIDv7; any UUID is read, so that an id that never was is simply not found. */
export const Uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'must be a UUID')
  .toLowerCase()
  .meta({ format: 'uuid' });

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 digest in 64 lower-case hexadecimal digits');

/** A decimal number as text: a double would lose digits. */
export const DecimalText = z.string().regex(/^-?(0|[1-9]\d*)(\.\d+)?$/, 'must be a decimal number as text, such as "-12.50"');

/** How many of something; always an integer, zero or more. */
export const Count = z.int().min(0);

/** Counts from 1: attempts, sequences, versions, revisions. */
export const Ordinal = z.int().min(1);

/** Machine-readable word such as `ATTEMPTS_EXHAUSTED`. */
export const UpperSnake = z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/, 'must be a word in UPPER_SNAKE_CASE');

/** An absolute http or https address without credentials in it (those belong into an authentication setting). */
export const HttpUrl = z
  .string()
  .max(2000)
  .refine(isPlainHttpUrl, 'must be an absolute http or https URL without user name, password and fragment')
  .meta({ format: 'uri' });

function isPlainHttpUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && url.hash === '';
}

/** Not spelled out as a recursive type: every deep mapped type over it (entities, forms) would never end. */
export type JsonValue = unknown;

/** Any JSON. What comes off the wire was parsed as JSON already, so there is nothing to walk through again. */
export const JsonValue = z.custom<JsonValue>((value) => value !== undefined, 'must be a JSON value');

/** Key-value settings handed from a task to its target. */
export const Parameters = z.record(z.string().min(1).max(200), JsonValue);
export type Parameters = z.output<typeof Parameters>;
