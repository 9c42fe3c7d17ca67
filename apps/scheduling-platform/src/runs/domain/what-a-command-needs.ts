import type { Report } from '@syncline/contract';
import type { RunAction } from './run-command.ts';

/** The report that a command brings, whichever way it came. */
export function reportOf(action: RunAction): Report | null {
  if (action.kind === 'REPORT') return action.report;
  return action.kind === 'SETTLE' && action.outcome.kind === 'accepted' ? action.outcome.report : null;
}

/**
 * Whether the run may come into its queue or leave it, or may be found waiting in it, where whoever gives turns wants it
 * too: then the lock of the queue is needed first. What is silent, reported on or called has had its turn.
 */
export function mayMoveQueue(action: RunAction): boolean {
  switch (action.kind) {
    case 'REPORT':
    case 'SETTLE':
      return (action.kind === 'SETTLE' && action.outcome.kind === 'rejected') || (reportOf(action)?.state ?? 'RUNNING') !== 'RUNNING';
    case 'CANCEL':
    case 'RETRY':
    case 'RELEASE':
    case 'SKIP':
    case 'DEADLINE':
      return true;
    case 'HAND_BACK':
    case 'SILENCE':
      return false;
  }
}

/** Whether the run may go out once more because of it, and to another instance. */
export const sendsAgain = (action: RunAction): boolean => action.kind === 'RETRY' || (action.kind === 'SETTLE' && action.outcome.kind === 'repeat');
