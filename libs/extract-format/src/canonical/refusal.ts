/**
 * The rules by which a value is refused, by name. The names are public: `vectors/canonical-form.json` says for each value
 * that is refused which rule does it.
 *
 * A rule is of values or of spelling. Values: a source's own, wider type may hold such a value (`numeric` holds 39 digits),
 * so SQL must find it too (`sql/unrepresentable.ts`). Spelling: only who reads text ever meets it.
 */
export const REFUSALS = {
  NULL_NOT_ALLOWED: { of: 'value', means: 'NULL in a column that is not nullable' },
  TOO_LONG: { of: 'value', means: 'more code points than the type has' },
  NUL_CHARACTER: { of: 'spelling', means: 'U+0000 in a text' },
  LONE_SURROGATE: { of: 'spelling', means: 'half of a surrogate pair, which UTF-8 cannot write' },
  NOT_A_NUMBER: { of: 'spelling', means: 'no decimal number: digits with at most one point and one sign' },
  NOT_FINITE: { of: 'value', means: 'NaN, or infinity' },
  OUT_OF_RANGE: { of: 'value', means: 'outside of 32 or 64 bits' },
  TOO_MANY_DIGITS: { of: 'value', means: 'more digits before the point than precision less scale' },
  TOO_MANY_DECIMALS: { of: 'value', means: 'more digits after the point, or of a second, than declared; never rounded' },
  NOT_A_BOOLEAN: { of: 'spelling', means: 'neither true nor false' },
  NOT_A_DATE: { of: 'spelling', means: 'not YYYY-MM-DD' },
  NO_SUCH_DAY: { of: 'spelling', means: 'no day of the Gregorian calendar' },
  NOT_AN_INSTANT: { of: 'spelling', means: 'not a date and a time of day with its offset' },
  NO_SUCH_TIME: { of: 'spelling', means: 'no time of day, or no offset: hour 24, minute 60, second 60' },
  TOO_EARLY: { of: 'value', means: 'before 1582-10-15, in UTC' },
  TOO_LATE: { of: 'value', means: 'after 9999-12-31, in UTC' },
  NOT_JSON: { of: 'value', means: 'not JSON by RFC 8259' },
} as const satisfies Readonly<Record<string, { readonly of: 'value' | 'spelling'; readonly means: string }>>;

export type Refusal = keyof typeof REFUSALS;

/** A value that its column's type cannot hold exactly. It is refused, never rounded or cut. */
export class NotRepresentableError extends Error {
  override readonly name = 'NotRepresentableError';
  readonly rule: Refusal;
  constructor(rule: Refusal, text: string, why: string) {
    super(`${JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text)} ${why}`);
    this.rule = rule;
  }
}

/** A text may have millions of characters, a message should not. */
const MOST_SHOWN = 200;

export const refuse = (rule: Refusal, text: string, why: string = `is ${REFUSALS[rule].means}`): never => {
  throw new NotRepresentableError(rule, text, why);
};
