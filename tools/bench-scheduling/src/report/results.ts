import type { BurstMeasured } from '../measurements/burst.ts';
import type { LatencyMeasured } from '../measurements/latency.ts';
import type { LifecyclesMeasured } from '../measurements/lifecycles.ts';
import type { PeerMeasured } from '../measurements/peer.ts';

/** What was measured; null: was not asked for. */
export interface Results {
  readonly oneNode: LifecyclesMeasured | null;
  readonly twoNodes: LifecyclesMeasured | null;
  readonly latency: LatencyMeasured | null;
  readonly burst: BurstMeasured | null;
  readonly peer: PeerMeasured | null;
}
