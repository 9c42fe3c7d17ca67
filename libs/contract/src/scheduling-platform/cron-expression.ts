/**
 * Whether a cron expression can be read: six fields (seconds first) or five. Only the form is judged here; when it
 * fires, and whether it ever does, is the scheduler's business.
 */

interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  /** Where the field is the one of weekdays: 7 is Sunday too, and a range may end there. */
  readonly isWeekday?: boolean;
  /** `?` says "no rule of mine" and only makes sense for the two kinds of day. */
  readonly mayBeOpen?: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly CronField[] = [
  { name: 'second', min: 0, max: 59 },
  { name: 'minute', min: 0, max: 59 },
  { name: 'hour', min: 0, max: 23 },
  { name: 'day of month', min: 1, max: 31, mayBeOpen: true },
  { name: 'month', min: 1, max: 12, names: MONTHS },
  { name: 'day of week', min: 0, max: 7, names: WEEKDAYS, isWeekday: true, mayBeOpen: true },
];

/** What is wrong with the expression, or null when it can be read. */
export function cronSyntaxError(expression: string): string | null {
  const parts = expression.trim().split(/\s+/);
  if (parts.length !== 5 && parts.length !== 6) return `a cron expression has five or six fields, this one has ${parts.length}`;
  const fields = parts.length === 6 ? FIELDS : FIELDS.slice(1);
  for (const [index, field] of fields.entries()) {
    const wrong = (parts[index] ?? '').split(',').find((item) => !isItem(item, field, parts[index] === '?'));
    if (wrong !== undefined) return `"${wrong}" is no ${field.name} (${field.min} to ${field.max}${field.names === undefined ? '' : ' or a name'}, with * , - /)`;
  }
  return null;
}

function isItem(item: string, field: CronField, alone: boolean): boolean {
  if (item === '?') return field.mayBeOpen === true && alone;
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0) return false;
  if (step !== undefined && !(/^\d{1,2}$/.test(step) && Number(step) >= 1 && Number(step) <= field.max)) return false;
  if (range === '*') return true;
  const [from = '', to, ...more] = range.split('-');
  if (more.length > 0) return false;
  const first = valueOf(from, field);
  const last = to === undefined ? first : valueOf(to, field);
  if (first === null || last === null) return false;
  return first <= last || (field.isWeekday === true && last === 0);
}

function valueOf(text: string, field: CronField): number | null {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return named + field.min;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : null;
}
