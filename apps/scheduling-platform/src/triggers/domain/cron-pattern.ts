import { Cron } from 'croner';

/** What a field counts up to, from the last one of an expression: weekday, month, day, hour, minute, second. */
const LAST_OF_FIELD = [7, 12, 31, 23, 59, 59] as const;

/**
 * The nominal times of a cron expression, on a calendar without zone and changes of clocks: wall times kept as if they
 * were UTC, in milliseconds. The library reads the expression and knows months and years; here stands only what the
 * contract accepts and the library reads otherwise or not at all: `5/10` (from 5 on, every 10), and ranges that end on Sunday.
 */
export class CronPattern {
  /** Whether the hour field is one that runs by elapsed time through a change of clocks: it has `*` or a step. */
  readonly runsByElapsedTime: boolean;
  readonly #cron: Cron;

  /** @param expression one that `cronSyntaxError` of the contract finds nothing wrong with */
  constructor(expression: string) {
    const fields = expression.trim().split(/\s+/);
    this.runsByElapsedTime = /[*/]/.test(fields.at(-4) ?? '');
    const readable = fields.map((field, index) => inWordsOfLibrary(field, LAST_OF_FIELD[fields.length - 1 - index] ?? 0));
    // The zone is UTC, so that the library's own ideas about changes of clocks never apply.
    this.#cron = new Cron(readable.join(' '), { timezone: 'UTC', mode: '5-or-6-parts', paused: true });
  }

  /** The first nominal time after this one; null: there is none any more. */
  next(after: number): number | null {
    return this.#cron.nextRun(new Date(after))?.getTime() ?? null;
  }

  /** The last nominal time before this one; null: there was none. */
  previous(before: number): number | null {
    return this.#cron.previousRuns(1, new Date(before))[0]?.getTime() ?? null;
  }
}

const inWordsOfLibrary = (field: string, last: number): string =>
  field
    .split(',')
    .map((item) => {
      const [range = '', step] = item.split('/');
      const [from = '', to] = range.split('-');
      if (last === 7 && to !== undefined && /^(0|SUN)$/i.test(to)) return rangeToSunday(from, step);
      return step === undefined || to !== undefined || from === '*' ? item : `${from}-${last === 7 && from !== '7' ? 6 : last}/${step}`;
    })
    .join(',');

/** A range that ends on Sunday as the last day of a week; one that begins there as well is that one day, not all of them. */
function rangeToSunday(from: string, step: string | undefined): string {
  if (/^(0|7|SUN)$/i.test(from)) return '0';
  return `${from}-7${step === undefined ? '' : `/${step}`}`;
}
