import type { ColumnType } from './column-type.ts';
import { decimalText, integerText } from './number-text.ts';
import { NotRepresentableError, refuse } from './refusal.ts';
import { dateText, timestampText } from './time-text.ts';

/**
 * The canonical text of a value, in TypeScript. PostgreSQL and Oracle say the same in `sql/canonical-expression.ts`;
 * `vectors/canonical-form.json` proves that they agree.
 */

/** Any text that UTF-8 and both engines can hold. */
function plainText(text: string): string {
  if (text.includes('\u0000')) return refuse('NUL_CHARACTER', text, 'has a U+0000');
  if (/\p{Surrogate}/u.test(text)) return refuse('LONE_SURROGATE', text, 'has half of a surrogate pair');
  return text;
}

function stringText(text: string, length: number): string {
  plainText(text);
  // There are at most as many code points as UTF-16 units, so most texts need not be counted.
  if (text.length <= length) return text;
  let codePoints = 0;
  for (const _ of text) codePoints += 1;
  return codePoints > length ? refuse('TOO_LONG', text, `is longer than ${length}`) : text;
}

function jsonText(text: string): string {
  plainText(text);
  try {
    JSON.parse(text);
  } catch {
    return refuse('NOT_JSON', text);
  }
  return text;
}

/**
 * The one spelling of a value of this type.
 * @param text the value in any plain spelling: `007`, `-0`, `.5`, `2026-08-04T10:00:00+02:00`
 * @throws NotRepresentableError if the type cannot hold exactly this value
 */
export function canonicalText(type: ColumnType, text: string): string {
  switch (type.kind) {
    case 'string': return stringText(text, type.length);
    case 'integer':
    case 'bigint': return integerText(text, type.kind);
    case 'decimal': return decimalText(text, type.precision, type.scale);
    case 'boolean': return text === 'true' || text === 'false' ? text : refuse('NOT_A_BOOLEAN', text);
    case 'date': return dateText(text);
    case 'timestamp': return timestampText(text, type.digits);
    case 'json': return jsonText(text);
  }
}

/** Whether the text is already the canonical one. */
export function isCanonical(type: ColumnType, text: string): boolean {
  try {
    return canonicalText(type, text) === text;
  } catch (error) {
    if (error instanceof NotRepresentableError) return false;
    throw error;
  }
}
