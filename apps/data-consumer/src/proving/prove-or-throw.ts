import { SyncFailure } from '../file-syncs/domain/sync-failure.ts';
import type { Proof } from '../file-syncs/file-sync.protocol.ts';
import { Stopped } from '../file-syncs/thread-channel.ts';
import type { PartSource } from '../loading/part-source.ts';
import { allMatched } from './domain/check.ts';
import { findDifferences } from './find-differences.ts';
import { prove, type ProofOfTable, type ProofWanted } from './prove.ts';

/** How many differing rows are kept; all are counted. */
const MOST_DIFFERENCES = 1000;

/** What was served would not have been what was sealed. */
export class ProofFailed extends SyncFailure {
  readonly proof: Proof;

  /** @param unnamed why rows could not be named; null: they are */
  constructor(proof: Proof, unnamed: string | null) {
    const [first] = proof.checks.filter(({ matched }) => !matched);
    const rows = unnamed === null ? `${proof.differencesTotal} rows differ from what was sealed` : `The rows that differ could not all be named (${unnamed})`;
    super('RECONCILIATION_MISMATCH', `${rows}; ${first?.check} is ${first?.actual}, sealed was ${first?.expected}.`);
    this.proof = proof;
  }
}

/**
 * Proves, and names the rows where that fails. That they cannot be named (the source is away, or gives other bytes by now)
 * takes nothing from the mismatch.
 * @throws ProofFailed
 */
export async function proveOrThrow(wanted: ProofWanted & { readonly source: PartSource; readonly fileSyncId: string }): Promise<ProofOfTable> {
  const found = await prove(wanted);
  if (allMatched(found.checks)) return found;
  const named = await findDifferences({ ...wanted, max: MOST_DIFFERENCES }, found);
  if (wanted.source.signal.aborted) throw new Stopped('told to stop');
  throw new ProofFailed({ checks: found.checks, differences: named.differences, differencesTotal: named.differencesTotal }, named.unnamed);
}
