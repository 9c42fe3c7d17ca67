import { DomainError } from '@syncline/contract';

/** No message of ours is nested deeper; code that walks JSON by recursion is safe up to here. */
const DEEPEST = 100;

/** U+0000 and halves of surrogate pairs: valid in JSON, but no database of ours can keep them. */
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Parses JSON from outside: UTF-8 without errors, bounded depth, only text that can be stored, no `__proto__`.
 * @throws DomainError VALIDATION_FAILED
 */
export function parseJson(bytes: Buffer): unknown {
  const value = parse(bytes);
  // Iterative on purpose: a recursive walk is what deep nesting would break.
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > DEEPEST) throw refused(`is nested deeper than ${DEEPEST} levels`);
    if (typeof next.value === 'string') assertStorable(next.value);
    if (typeof next.value !== 'object' || next.value === null) continue;
    const { depth } = next;
    for (const [name, member] of Object.entries(next.value)) {
      assertStorable(name);
      if (name === '__proto__') throw refused('has a member named __proto__');
      open.push({ value: member, depth: depth + 1 });
    }
  }
  return value;
}

/** Keeps nothing between two calls: each decodes a whole text. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw refused('is not valid JSON in UTF-8');
  }
}

function assertStorable(text: string): void {
  if (UNSTORABLE.test(text)) throw refused('has a character that cannot be kept (U+0000 or half a surrogate pair)');
}

const refused = (why: string): DomainError => new DomainError('VALIDATION_FAILED', `The body ${why}.`, { errors: [{ pointer: '', detail: why }] });
