/**
 * The first id (UUIDv7) that can be made at a moment. Ids begin with the time of their making, so a walk along the
 * primary key from its beginning to this finds all that is older, without an index on a time.
 */
export function idAt(moment: Date): string {
  const time = Math.max(0, moment.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
