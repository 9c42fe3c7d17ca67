import type { Deadlines, Trigger } from '@syncline/contract';

/** A calendar as a definition names it, and where. */
export interface CalendarUse {
  readonly calendar: string;
  /** JSON pointer into the definition. */
  readonly pointer: string;
}

/** The calendar that a trigger asks, and where it names it. */
function useOfTrigger(trigger: Trigger, index: number): CalendarUse | null {
  if (trigger.kind === 'cron' && trigger.calendar !== null) return { calendar: trigger.calendar, pointer: `/triggers/${index}/calendar` };
  if (trigger.kind === 'message' && trigger.expectedBy?.calendar) return { calendar: trigger.expectedBy.calendar, pointer: `/triggers/${index}/expectedBy/calendar` };
  return null;
}

/** Every calendar that a definition names. */
export function calendarsOf(triggers: readonly Trigger[], { overdueAt }: Pick<Deadlines, 'overdueAt'>): CalendarUse[] {
  const uses = triggers.map(useOfTrigger).filter((use) => use !== null);
  return overdueAt?.calendar ? [...uses, { calendar: overdueAt.calendar, pointer: '/deadlines/overdueAt/calendar' }] : uses;
}
