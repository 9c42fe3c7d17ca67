/**
 * Which statements PostgreSQL keeps prepared. Model:
 *   - Reading and planning a statement takes the server several times as long as running it: 0.2 to 1 ms. A statement
 *     that is used often is therefore sent under a name; the connection then sends its text once. One that is used a few
 *     times, or made for one use, never gets a name, so that the server is not filled with plans that nobody needs.
 *   - A kept plan was made for the tables as they were. The server makes it anew when it has analysed a table, which on a
 *     fresh database can take a minute; until then a plan for empty tables would be used on ten thousand rows. So the name
 *     changes, and with it the plan, whenever a statement has been used four times as often as when it got its name; up to
 *     the point where the server has had its look. That is also the most plans that a connection holds of one statement.
 *   - A migration under a running process can make a kept plan impossible: see `isStalePlan`.
 * Through a connection pooler this needs one that knows prepared statements (PgBouncer 1.21 or later).
 */
import { createHash } from 'node:crypto';
import type { CompiledText } from '../binds/compile-statement.ts';

/** Uses within this process from which on a text has its first, second, … name. */
const NAMED_FROM = [5, 20, 80, 320, 1_280, 5_120];

interface Use {
  readonly digest: string;
  count: number;
  generation: number;
}

const known = new WeakMap<CompiledText, Use>();

/** Counts a use of the text. @returns the name to send it under, or undefined: without one */
export function preparedName(text: CompiledText): string | undefined {
  let use = known.get(text);
  if (use === undefined) {
    use = { digest: createHash('sha256').update(text.sql).digest('hex').slice(0, 32), count: 0, generation: 0 };
    known.set(text, use);
  }
  use.count += 1;
  if (use.count > (NAMED_FROM[use.generation] ?? Number.POSITIVE_INFINITY)) use.generation += 1;
  return use.generation === 0 ? undefined : `${use.digest}_${use.generation}`;
}
