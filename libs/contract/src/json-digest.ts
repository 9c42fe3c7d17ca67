import { createHash } from 'node:crypto';

/**
 * SHA-256 of a JSON value, the same whatever the order of members: two bodies are equal as JSON values if and only
 * if their digests are. Members that are `undefined` count as absent, as they would on the wire.
 * @returns 64 lower-case hexadecimal digits
 */
export const jsonDigest = (value: unknown): string => createHash('sha256').update(stableJson(value)).digest('hex');

/** JSON text with members sorted by name at every level. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => stableJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if ('toJSON' in value && typeof value.toJSON === 'function') return stableJson(JSON.parse(JSON.stringify(value)));
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${stableJson(member)}`).join(',')}}`;
}
