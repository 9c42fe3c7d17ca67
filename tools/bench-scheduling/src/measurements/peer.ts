import { Helper } from '@syncline/bench-kit';
import type { PeerMethods } from '../peer/peer-methods.ts';
import type { Plan } from '../plan.ts';
import type { Stack } from '../stack/stack.ts';

export interface PeerMeasured {
  readonly jobs: number;
  readonly perSecond: number;
}

/** Jobs at a time; more made it no faster on two cores. */
const CONCURRENCY = 24;

/** Empty jobs a second of graphile-worker, on the same PostgreSQL with the same settings. */
export async function measurePeer(stack: Stack, { peerJobs: jobs }: Plan): Promise<PeerMeasured> {
  await stack.postgres.createDatabase('peer');
  const peer = new Helper<PeerMethods>(new URL('../peer/peer-process.js', import.meta.url));
  try {
    const tookMs = await peer.call('run', { databaseUrl: stack.postgres.url('peer'), jobs, concurrency: CONCURRENCY });
    return { jobs, perSecond: (jobs / tookMs) * 1_000 };
  } finally {
    await peer.stop();
  }
}
