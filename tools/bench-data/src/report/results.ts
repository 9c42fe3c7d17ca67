import type { HandWrittenMeasured } from '../measurements/measure-hand-written.ts';
import type { PipeMeasured } from '../measurements/measure-psql-pipe.ts';
import type { SyncMeasured } from '../measurements/measure-sync.ts';

/** One round of everything; null: was not asked for. */
export interface Round {
  readonly pipe: PipeMeasured | null;
  readonly sync: SyncMeasured | null;
  readonly secondDay: SyncMeasured | null;
  readonly handWritten: HandWrittenMeasured | null;
}

/** Of a process, over everything that was measured, in MB; null where the machine does not tell. */
export interface PeakMemory {
  readonly platform: number | null;
  readonly provider: number | null;
  readonly consumer: number | null;
}

export interface Results {
  readonly rows: number;
  readonly rounds: readonly Round[];
  readonly peakMemoryMb: PeakMemory;
  /** Cores that other programs used meanwhile; null where the machine does not tell. */
  readonly strangers: number | null;
}
