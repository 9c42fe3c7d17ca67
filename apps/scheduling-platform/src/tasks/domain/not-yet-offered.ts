import { DomainError, type FieldError, type TaskDefinition } from '@syncline/contract';

/**
 * What the contract knows and this platform does not do yet. Refused rather than accepted and silently never fired.
 * The one place to take away when triggers by time and calendars come.
 * @throws DomainError RULE_VIOLATED
 */
export function refuseNotYetOffered({ triggers, deadlines }: TaskDefinition): void {
  const errors: FieldError[] = triggers.flatMap((trigger, index) => {
    if (trigger.kind !== 'message') return [{ pointer: `/triggers/${index}/kind`, detail: `a ${trigger.kind} trigger is not there yet; use a message trigger or run the task by hand` }];
    return trigger.expectedBy === null ? [] : [{ pointer: `/triggers/${index}/expectedBy`, detail: 'expectedBy is not there yet; leave it out' }];
  });
  if (deadlines.overdueAt?.calendar) errors.push({ pointer: '/deadlines/overdueAt/calendar', detail: 'calendars are not there yet; leave it out' });
  if (errors.length > 0) throw new DomainError('RULE_VIOLATED', `Not there yet: ${errors.map(({ pointer }) => pointer).join(', ')}.`, { errors });
}
