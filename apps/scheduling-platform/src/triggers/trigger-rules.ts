import { DomainError, type Deadlines, type Trigger } from '@syncline/contract';
import type { Transaction } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { lockCalendars } from '../persistence/sql/lock-calendars.sql.ts';
import { timeOf } from '../persistence/sql/select-time.sql.ts';
import { calendarsOf } from './domain/calendars-of.ts';
import { triggerProblems, type TriggerProblem } from './domain/trigger-problems.ts';

/** What triggers and deadlines of a task or a group must fulfil besides their form. */
@Injectable()
export class TriggerRules {
  /**
   * Holds the calendars that are named until the transaction ends, so that they are still there when it commits.
   * @throws DomainError UNKNOWN_TIME_ZONE, UNKNOWN_CALENDAR, CRON_NEVER_FIRES: the first one, with every problem in `errors`
   */
  async check(tx: Transaction, triggers: readonly Trigger[], deadlines: Pick<Deadlines, 'overdueAt'>): Promise<void> {
    const problems = [...triggerProblems(triggers, deadlines, await timeOf(tx)), ...(await this.#calendarProblems(tx, triggers, deadlines))];
    const [first] = problems;
    if (first === undefined) return;
    throw new DomainError(first.code, problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '), { errors: problems.map(({ pointer, detail }) => ({ pointer, detail })) });
  }

  async #calendarProblems(tx: Transaction, triggers: readonly Trigger[], deadlines: Pick<Deadlines, 'overdueAt'>): Promise<TriggerProblem[]> {
    const uses = calendarsOf(triggers, deadlines);
    if (uses.length === 0) return [];
    const names = new Set((await tx.query(lockCalendars, { names: JSON.stringify(uses.map(({ calendar }) => calendar)) })).map(({ name }) => name));
    return uses
      .filter(({ calendar }) => !names.has(calendar))
      .map(({ calendar, pointer }) => ({ code: 'UNKNOWN_CALENDAR', pointer, detail: `there is no calendar ${calendar}; define it first` }));
  }
}
