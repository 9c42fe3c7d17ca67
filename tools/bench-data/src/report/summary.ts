import { median } from '@syncline/bench-kit';
import type { PhaseSeconds } from '../measurements/phases.ts';
import type { Results, Round } from './results.ts';

/** The medians over all rounds, and how they compare; null: was not measured. */
export interface Summary {
  readonly pipe: number | null;
  readonly sync: number | null;
  readonly seal: number | null;
  readonly closeToSucceeded: number | null;
  readonly secondDay: number | null;
  readonly handWritten: number | null;
  readonly ratioToPipe: number | null;
  readonly ratioCloseToPipe: number | null;
  readonly ratioSecondDay: number | null;
  readonly speedupOverHandWritten: number | null;
  readonly phases: Readonly<Record<keyof PhaseSeconds, number | null>>;
}

/** Ratios are those of medians, so that whoever sees the JSON can compute them again. */
export function summarise({ rounds }: Pick<Results, 'rounds'>): Summary {
  const middle = (of: (round: Round) => number | undefined): number | null => {
    const samples = rounds.flatMap((round) => of(round) ?? []);
    return samples.length === 0 ? null : median(samples);
  };
  const phase = (name: keyof PhaseSeconds): number | null => middle(({ sync }) => sync?.phases[name]);
  const [pipe, sync, secondDay] = [middle((round) => round.pipe?.seconds), middle((round) => round.sync?.seconds), middle((round) => round.secondDay?.seconds)];
  const [closeToSucceeded, handWritten] = [middle((round) => round.sync?.closeToSucceededSeconds), middle((round) => round.handWritten?.seconds)];
  return {
    pipe, sync, seal: middle((round) => round.sync?.sealSeconds), closeToSucceeded, secondDay, handWritten,
    ratioToPipe: ratio(sync, pipe),
    ratioCloseToPipe: ratio(closeToSucceeded, pipe),
    ratioSecondDay: ratio(secondDay, pipe),
    speedupOverHandWritten: ratio(handWritten, sync),
    phases: { extract: phase('extract'), transfer: phase('transfer'), load: phase('load'), prove: phase('prove'), publish: phase('publish') },
  };
}

const ratio = (of: number | null, to: number | null): number | null => (of === null || to === null ? null : of / to);
