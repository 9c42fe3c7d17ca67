import type { KeyFiles } from '@syncline/bench-kit';
import type { SentEvents } from './open-loop.ts';

export interface PublisherStart {
  readonly keys: KeyFiles;
  readonly nodes: readonly string[];
}

/** What the load generator can be asked for. */
export type PublisherMethods = {
  /** Directs it at these nodes; what it knew of others is forgotten. */
  readonly start: (options: PublisherStart) => Promise<void>;
  readonly beginClosedLoop: (options: { readonly open: number; readonly forMs: number }) => void;
  /** So many lifecycles have ended. */
  readonly ended: (count: number) => void;
  /** @returns the runs of all events of the closed loop, once each was answered; throws what went wrong */
  readonly accepted: (argument: null) => Promise<readonly string[]>;
  readonly sendAtRate: (options: { readonly rate: number; readonly forMs: number }) => Promise<SentEvents>;
};
