import type { Manifest } from '@syncline/contract';
import { manifestDigest, manifestPayload } from '@syncline/extract-format';
import { Injectable } from '@nestjs/common';
import { ExtractStepper, type SealedExtract } from '../extracting/extract-step.ts';
import type { ClaimedRow } from '../persistence/sql/claimed-columns.ts';
import { PublicationStore } from '../publishing/publication.store.ts';
import { JobReporter } from '../reporting/job-reporter.ts';
import { reach } from './crash-points.ts';
import { FileSyncStore, type Lease } from './file-sync.store.ts';
import { FileSyncThreads } from './file-sync-threads.ts';
import type { ThreadOutcome } from './file-sync.protocol.ts';
import { ProgressNotes } from './progress-notes.ts';
import { outcomeOf } from './thread-errors.ts';

/** A file sync that this instance holds. */
export interface Held {
  readonly row: ClaimedRow;
  readonly lease: Lease;
  /** Aborted when the work must end: the lease is gone, or the process stops. */
  readonly stop: AbortController;
}

/**
 * The steps of one file sync, in order: ask for the extract and prove its manifest here, then load, prove and publish in a
 * thread. What is known about the source already (its manifest is stored) is not asked again.
 */
@Injectable()
export class FileSyncSteps {
  constructor(
    private readonly store: FileSyncStore,
    private readonly stepper: ExtractStepper,
    private readonly publications: PublicationStore,
    private readonly threads: FileSyncThreads,
    private readonly reporter: JobReporter,
  ) {}

  /** Never rejects. @returns null where the file sync waits for its source; it is then given back already */
  async run(held: Held): Promise<ThreadOutcome | null> {
    try {
      const extract = await this.#extract(held);
      if (extract === null) return null;
      if (!(await this.store.keepExtract(held.lease, extract))) return { kind: 'stopped' };
      await this.publications.refuseUnfit(held.row, extract.manifest);
      reach('manifest-verified');
      if (!(await this.store.beginLoading(held.lease))) return { kind: 'stopped' };
      reach('loading-begun');
      await this.reporter.refresh(held.row.jobId);
      return await this.#inThread(held, extract);
    } catch (error) {
      return outcomeOf(error, held.stop.signal.aborted);
    }
  }

  async #extract({ row, lease, stop }: Held): Promise<SealedExtract | null> {
    if (row.manifestJwsJson !== null) return storedExtract(row.manifestJwsJson);
    const step = await this.stepper.step({ source: row.definitionJson.source, businessDate: row.businessDate, extractId: row.extractId }, stop.signal);
    if (step.kind === 'sealed') return step;
    if (step.kind === 'wait-pending') await this.store.waitPending(lease, step.detail, step.wait);
    else await this.store.waitExtracting(lease, { extractId: step.extractId, revision: step.revision }, step.detail, step.wait);
    return null;
  }

  async #inThread({ row, lease, stop }: Held, extract: SealedExtract): Promise<ThreadOutcome> {
    const notes = new ProgressNotes(async (rowsSeen, bytesSeen) => {
      await this.store.noteProgress(lease, rowsSeen, bytesSeen);
      await this.reporter.refresh(row.jobId);
    });
    const outcome = await this.threads.sync(row, extract, {
      signal: stop.signal,
      progress: (rowsSeen, bytesSeen) => notes.note(rowsSeen, bytesSeen),
      advance: async (to) => {
        const isHeld = await this.store.advance(lease, to);
        await this.reporter.refresh(row.jobId);
        return isHeld;
      },
    });
    await notes.close();
    return outcome;
  }
}

/** Signature and shape were verified before it was stored, by us. */
function storedExtract(jws: string): SealedExtract {
  const payload = manifestPayload(jws);
  return { kind: 'sealed', manifest: JSON.parse(payload.toString('utf8')) as Manifest, jws, digest: manifestDigest(payload) };
}
