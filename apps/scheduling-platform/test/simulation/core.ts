import { decideDispatchOutcome } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import { decideGroupProgress } from '../../src/group-runs/domain/decide-group-progress.ts';
import { planGroupFirings } from '../../src/group-runs/domain/plan-group-firings.ts';
import { decideRunCommand } from '../../src/runs/domain/decide-run-command.ts';
import { planFirings } from '../../src/runs/domain/plan-firings.ts';
import { decideFirings } from '../../src/triggers/domain/decide-firings.ts';
import { judgeMissed } from '../../src/triggers/domain/judge-missed.ts';
import * as statements from './statements.ts';

/** Everything that decides. The simulated platform runs on the real one; a planted bug is the real one with a part replaced. */
export type Core = typeof realCore;

export const realCore = {
  // Of `domain/`, as they are.
  decideRunCommand, planFirings, decideDispatchOutcome, planGroupFirings, decideGroupProgress, decideFirings, judgeMissed,
  // Of SQL: their twins.
  ...statements,
  /** Whether an event with this identity was taken in before. */
  isKnown: (identity: string, known: ReadonlySet<string>): boolean => known.has(identity),
  /** Whether the loops of a node look of their own accord, or only when it was nudged after a commit. */
  polls: true,
  /** Whether what changed a member leaves a signal for its group. */
  signals: true,
  /** Whether a group that is ended from outside forgets what its members did before. */
  takesSignalsAtEnd: true,
};
