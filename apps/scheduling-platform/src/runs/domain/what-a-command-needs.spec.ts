import { report, succeeded } from '../../reports/domain/report.fixture.ts';
import type { RunAction } from './run-command.ts';
import { mayMoveQueue } from './what-a-command-needs.ts';

const told = (word = report()): RunAction => ({ kind: 'REPORT', report: word, reporter: null });

describe('the lock of the queue', () => {
  it.each<[string, RunAction]>([
    ['an end', told(succeeded())],
    ['a cancellation', { kind: 'CANCEL', reason: 'CANCELLED_BY_REQUEST', detail: 'x' }],
    ['a retry', { kind: 'RETRY', who: 'a person', isHeld: false }],
    ['the last deadline', { kind: 'DEADLINE', which: 'FAIL' }],
    // It moves nothing, but may hold a run that waits for its turn, and whoever gives that holds the queue.
    ['being overdue', { kind: 'DEADLINE', which: 'OVERDUE' }],
  ])('is taken for %s', (_, action) => expect(mayMoveQueue(action)).toBe(true));

  it.each<[string, RunAction]>([
    ['progress', told()],
    ['silence', { kind: 'SILENCE' }],
    ['what is handed back', { kind: 'HAND_BACK', leaseToken: 'mine', attempt: 1 }],
  ])('is not needed for %s', (_, action) => expect(mayMoveQueue(action)).toBe(false));
});
