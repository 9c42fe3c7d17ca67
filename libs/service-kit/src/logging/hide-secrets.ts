/** Fields that are never shown. */
const SECRET_FIELDS = new Set(['authorization', 'x-api-key', 'password', 'clientSecret', 'secret', 'token', 'privateKey', 'access_token']);

const SHOWN_INSTEAD = '[secret]';

/** How many levels of a line are looked into; what is nested deeper has no business in a log. */
const LEVELS = 3;

type Fields = Record<string, unknown>;

/**
 * The fields of a line without its secrets, wherever in the first three levels they stand. What is given stays as it is;
 * it is copied only where something is hidden. Own code and not pino's redaction: that one takes four fifths of the time of
 * a line, and every request writes one.
 */
export const hideSecrets = (fields: Fields): Fields => hide(fields, LEVELS) as Fields;

function hide(value: unknown, levels: number): unknown {
  // Errors are described by a serializer, which picks what is shown.
  if (typeof value !== 'object' || value === null || value instanceof Error || levels === 0) return value;
  let copy: Fields | undefined;
  for (const [name, member] of Object.entries(value)) {
    const shown = SECRET_FIELDS.has(name) ? SHOWN_INSTEAD : hide(member, levels - 1);
    if (shown === member) continue;
    copy ??= (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Fields;
    copy[name] = shown;
  }
  return copy ?? value;
}
