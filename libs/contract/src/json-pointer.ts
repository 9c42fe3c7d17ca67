/**
 * JSON Pointer (RFC 6901): `/data/businessDate` names a place in a JSON value. Own code, because the rule is ten
 * lines and it must look at own properties only: a pointer comes from outside and shall not find `constructor`.
 */

/** `''` (the whole value) or `/`-separated tokens in which `~` stands only as `~0` or `~1`. */
export const isJsonPointer = (text: string): boolean => /^(\/([^~/]|~[01])*)*$/.test(text);

/**
 * The value at the pointer, or undefined where there is none.
 * @throws RangeError when the text is no JSON pointer
 */
export function resolveJsonPointer(document: unknown, pointer: string): unknown {
  if (!isJsonPointer(pointer)) throw new RangeError(`"${pointer}" is no JSON pointer`);
  let value: unknown = document;
  for (const token of pointer.split('/').slice(1)) value = member(value, unescape(token));
  return value;
}

/** The pointer that names this path. */
export const jsonPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function member(value: unknown, token: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined;
  return Object.hasOwn(value, token) ? (value as Record<string, unknown>)[token] : undefined;
}

const unescape = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
