import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { Catalogue } from '../../catalogue/catalogue.ts';
import type { SourceSnapshot } from '../../golden-source/golden-source.ts';
import type { ClaimedBuild } from '../../persistence/sql/claim-builds.sql.ts';
import { LeaseLostError, SealingService } from '../sealing.service.ts';
import type { BuildClaim } from './build-claims.service.ts';
import type { BuildFailure } from './build-failure.ts';
import { BuildFolders } from './build-folders.service.ts';
import { ExtractWriter } from './extract-writer.service.ts';
import { mapLimited } from './map-limited.ts';

/** A build that is neither sealed nor failed, and why. */
export interface UnfinishedBuild {
  readonly build: ClaimedBuild;
  readonly detail: string;
}

/** Writes and seals the extracts of a claim, all from one snapshot. */
@Injectable()
export class BuildService {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly writer: ExtractWriter,
    private readonly sealing: SealingService,
    private readonly folders: BuildFolders,
    private readonly logger: Logger,
  ) {}

  /** @returns what must be built again */
  async run(claim: BuildClaim, signal: AbortSignal): Promise<UnfinishedBuild[]> {
    const snapshot = await this.writer.openSnapshot();
    if ('kind' in snapshot) return claim.builds.map((build) => ({ build, detail: snapshot.detail }));
    try {
      // One build that fails does not stop the others: each answers for itself, and none throws.
      const details = await mapLimited(claim.builds, this.writer.atOnce, NEVER, (build) => this.#build(build, claim, snapshot, signal));
      return claim.builds.flatMap((build, index) => (details[index] === undefined ? [] : { build, detail: details[index] }));
    } finally {
      await snapshot.close();
      await this.folders.discard(claim.leaseToken);
    }
  }

  /** What builds left on disk that were killed. */
  removeRemains(): Promise<void> {
    return this.folders.sweep();
  }

  /** @returns why the build must be done again; undefined when it has ended, one way or the other */
  async #build(build: ClaimedBuild, { leaseToken }: BuildClaim, snapshot: SourceSnapshot, signal: AbortSignal): Promise<string | undefined> {
    const log = { extractId: build.id, dataset: build.dataset, view: build.viewName, businessDate: build.businessDate, revision: build.revision };
    try {
      const view = this.catalogue.view(build.dataset, build.viewName);
      if (view === undefined) return await this.#end(build, leaseToken, notInCatalogue(build), log);
      const written = await this.writer.write(leaseToken, view, build.businessDate, snapshot, signal);
      if ('kind' in written) return await this.#end(build, leaseToken, written, log);
      const { rows, bytes, parts } = await this.sealing.seal(build, leaseToken, view, written);
      this.logger.info({ ...log, rows, bytes, parts: parts.length }, 'extract sealed');
      return undefined;
    } catch (err) {
      if (err instanceof LeaseLostError) return err.message;
      // Our own database: nothing was written, and the build stays BUILDING.
      this.logger.error({ ...log, err }, 'the extract was read but its end could not be written');
      return 'the end of the build could not be written';
    }
  }

  async #end(build: ClaimedBuild, leaseToken: string, failure: BuildFailure, log: object): Promise<string | undefined> {
    if (failure.kind === 'passing') return failure.detail;
    await this.sealing.fail(build, leaseToken, failure.reason, failure.detail);
    this.logger.error({ ...log, reason: failure.reason, detail: failure.detail }, 'the extract cannot be built');
    return undefined;
  }
}

const NEVER = new AbortController().signal;

const notInCatalogue = ({ dataset, viewName }: ClaimedBuild): BuildFailure =>
  ({ kind: 'final', reason: 'SOURCE_UNREADABLE', detail: `the catalogue has no view ${viewName} of ${dataset} any more` });
