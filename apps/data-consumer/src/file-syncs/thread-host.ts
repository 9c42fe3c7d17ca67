import type { FileSource } from '@syncline/contract';
import type { Outbound } from '@syncline/service-auth';
import { apiUrl } from '../extracting/provider-client.ts';
import type { Answer, Ask, ThreadState } from './file-sync.protocol.ts';
import type { ThreadHost } from './file-sync.pool.ts';

export interface HostHooks {
  readonly advance: (to: ThreadState) => Promise<boolean>;
  readonly progress: ThreadHost['progress'];
}

/** Answers what a thread asks. Secrets and keys stay in the main thread; the thread gets headers for one request. */
export function threadHost(source: FileSource, outbound: Outbound, { advance, progress }: HostHooks): ThreadHost {
  const answerTo = async (ask: Ask): Promise<Answer> => {
    if (ask.kind === 'credentials') return { kind: 'credentials', headers: await outbound.credentialsFor(apiUrl(source), source.auth) };
    return { kind: 'advanced', isHeld: await advance(ask.to) };
  };
  return {
    answer: (ask) => answerTo(ask).catch((error: unknown): Answer => ({ kind: 'refused', detail: error instanceof Error ? error.message : String(error) })),
    progress,
  };
}
