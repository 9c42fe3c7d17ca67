import { Inject, Injectable } from '@nestjs/common';
import { Logger } from '@syncline/service-kit';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { BuildTiming } from '../../data-provider.config.ts';
import { GOLDEN_SOURCE } from '../../golden-source/golden-source.providers.ts';
import type { GoldenSource, SourceSnapshot } from '../../golden-source/golden-source.ts';
import { PartStore } from '../../parts/part-store.ts';
import type { ClaimedBuild } from '../../persistence/sql/claim-builds.sql.ts';
import { LeaseLostError, SealingService } from '../sealing.service.ts';
import { buildFailureOf } from './build-failure.ts';
import { mapLimited } from './map-limited.ts';
import { writeExtract, type WrittenExtract } from './write-extract.ts';

/** Builds claimed together, to be read from one snapshot. */
export interface BuildBatch {
  readonly leaseToken: string;
  readonly claimed: readonly ClaimedBuild[];
  readonly signal: AbortSignal;
}

/** A build that is neither sealed nor failed, and why. */
export interface UnfinishedBuild {
  readonly build: ClaimedBuild;
  readonly detail: string;
}

/** Reads and seals extracts. */
@Injectable()
export class BuildService {
  constructor(
    private readonly catalogue: Catalogue,
    @Inject(GOLDEN_SOURCE) private readonly source: GoldenSource,
    private readonly store: PartStore,
    private readonly sealing: SealingService,
    private readonly timing: BuildTiming,
    private readonly logger: Logger,
  ) {}

  /** @returns what must be built again */
  async run(batch: BuildBatch): Promise<UnfinishedBuild[]> {
    let snapshot: SourceSnapshot;
    try {
      snapshot = await this.source.openSnapshot();
    } catch (error) {
      const { detail } = buildFailureOf(error);
      return batch.claimed.map((build) => ({ build, detail }));
    }
    try {
      const ended = await mapLimited(batch.claimed, this.timing.extractsAtOnce, new AbortController().signal, (build) => this.#buildOne(build, batch, snapshot));
      return ended.flatMap((unfinished) => unfinished ?? []);
    } finally {
      await snapshot.close();
    }
  }

  async #buildOne(build: ClaimedBuild, batch: BuildBatch, snapshot: Pick<SourceSnapshot, 'openReader'>): Promise<UnfinishedBuild | undefined> {
    const log = { extractId: build.id, dataset: build.dataset, view: build.viewName, businessDate: build.businessDate, revision: build.revision };
    const view = this.catalogue.view(build.dataset, build.viewName);
    try {
      if (batch.signal.aborted) return { build, detail: 'the build was interrupted' };
      if (view === undefined) {
        await this.sealing.fail(build, batch.leaseToken, 'SOURCE_UNREADABLE', `the catalogue has no view ${build.viewName} of ${build.dataset} any more`);
        return undefined;
      }
      const written = await this.#write(build, view, batch, snapshot);
      if ('detail' in written) return written;
      if ('reason' in written) {
        await this.sealing.fail(build, batch.leaseToken, written.reason, written.because);
        this.logger.error({ ...log, reason: written.reason, detail: written.because }, 'the extract cannot be built');
        return undefined;
      }
      const manifest = await this.sealing.seal(build, batch.leaseToken, view, written);
      this.logger.info({ ...log, rows: manifest.rows, bytes: manifest.bytes, parts: manifest.parts.length }, 'extract sealed');
      return undefined;
    } catch (err) {
      // Nothing was written: the lease is somebody else's, or our own database did not answer. It stays BUILDING.
      if (!(err instanceof LeaseLostError)) this.logger.error({ ...log, err }, 'the extract was read but could not be sealed');
      return { build, detail: 'the extract could not be sealed' };
    }
  }

  async #write(build: ClaimedBuild, view: NonNullable<ReturnType<Catalogue['view']>>, batch: BuildBatch, snapshot: Pick<SourceSnapshot, 'openReader'>):
  Promise<WrittenExtract | UnfinishedBuild | { readonly reason: string; readonly because: string }> {
    const { dialect } = this.source;
    try {
      return await writeExtract({
        build: batch.leaseToken, view, businessDate: build.businessDate, snapshot, dialect, store: this.store, partsAtOnce: this.timing.partsAtOnce, signal: batch.signal,
      });
    } catch (error) {
      if (batch.signal.aborted) return { build, detail: 'the build was interrupted' };
      const failure = buildFailureOf(error);
      return failure.kind === 'final' ? { reason: failure.reason, because: failure.detail } : { build, detail: failure.detail };
    }
  }
}

