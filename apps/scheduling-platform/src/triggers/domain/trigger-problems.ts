import type { Deadlines, FieldError, ProblemCode, Trigger } from '@syncline/contract';
import { isTimeZone } from '../../calendars/domain/zone-clock.ts';
import { CronSchedule } from './cron-schedule.ts';

/** Something that no schema can say. */
export interface TriggerProblem extends FieldError {
  readonly code: ProblemCode;
}

/** What is wrong with triggers and deadlines, as far as it can be told without asking for calendars. */
export function triggerProblems(triggers: readonly Trigger[], { overdueAt }: Pick<Deadlines, 'overdueAt'>, now: Date): TriggerProblem[] {
  return [
    ...triggers.flatMap((trigger, index) => {
      if (trigger.kind === 'cron') return cronProblems(trigger, `/triggers/${index}`, now);
      return trigger.kind === 'message' && trigger.expectedBy ? zoneProblems(trigger.expectedBy.timeZone, `/triggers/${index}/expectedBy/timeZone`) : [];
    }),
    ...(overdueAt ? zoneProblems(overdueAt.timeZone, '/deadlines/overdueAt/timeZone') : []),
  ];
}

function cronProblems({ expression, timeZone }: { expression: string; timeZone: string }, pointer: string, now: Date): TriggerProblem[] {
  const unknownZone = zoneProblems(timeZone, `${pointer}/timeZone`);
  if (unknownZone.length > 0 || new CronSchedule(expression, timeZone).next(now.getTime()) !== null) return unknownZone;
  return [{ code: 'CRON_NEVER_FIRES', pointer: `${pointer}/expression`, detail: `"${expression}" never fires: there is no such day; change its day or its month` }];
}

const zoneProblems = (timeZone: string, pointer: string): TriggerProblem[] =>
  isTimeZone(timeZone) ? [] : [{ code: 'UNKNOWN_TIME_ZONE', pointer, detail: `"${timeZone}" is no time zone; name one such as Europe/London` }];
