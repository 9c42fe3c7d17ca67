import type { KeyFiles } from '@syncline/bench-kit';
import type { SeenRun } from './record.ts';

export interface TargetStart {
  readonly keys: KeyFiles;
  /** What the platform's tokens are verified by. */
  readonly platformJwksFile: string;
}

export interface TargetRecord {
  readonly runs: ReadonlyMap<string, SeenRun>;
  readonly refused: number;
  readonly failedReports: readonly string[];
}

/** What the target process can be asked for. Without being asked it tells how many more runs have ended. */
export type TargetMethods = {
  /** @returns its origin */
  readonly start: (options: TargetStart) => Promise<string>;
  /** How many runs have arrived and ended so far. */
  readonly counts: (argument: null) => { readonly arrived: number; readonly ended: number };
  readonly record: (argument: null) => TargetRecord;
  readonly clear: (argument: null) => void;
};
