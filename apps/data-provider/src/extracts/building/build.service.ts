import { Logger } from '@syncline/service-kit';
import { Injectable } from '@nestjs/common';
import { CurrentViews } from '../../catalogue/current-views.service.ts';
import type { SourceSnapshot } from '../../golden-source/golden-source.ts';
import type { ClaimedBuild } from '../../persistence/sql/claim-builds.sql.ts';
import { SplitRevisionError } from '../seal-errors.ts';
import { LeaseLostError, SealingService, type SealableView } from '../sealing.service.ts';
import type { BuildClaim } from './build-claims.service.ts';
import type { BuildFailure } from './build-failure.ts';
import { BuildFolders } from './build-folders.service.ts';
import { reach } from './crash-points.ts';
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
    private readonly views: CurrentViews,
    private readonly writer: ExtractWriter,
    private readonly sealing: SealingService,
    private readonly folders: BuildFolders,
    private readonly logger: Logger,
  ) {}

  /** @returns what must be built again */
  async run(claim: BuildClaim, signal: AbortSignal): Promise<UnfinishedBuild[]> {
    reach('claimed');
    const snapshot = await this.writer.openSnapshot();
    reach('snapshot-open');
    if ('kind' in snapshot) return claim.builds.map((build) => ({ build, detail: snapshot.detail }));
    const revisions = byRevision(claim.builds);
    try {
      // One build that fails does not stop the others: each answers for itself, and none throws.
      const details = await mapLimited(revisions, this.writer.atOnce, NEVER, (builds) => this.#build(builds, claim, snapshot, signal));
      return revisions.flatMap((builds, index) => {
        const detail = details[index];
        return detail === undefined ? [] : builds.map((build) => ({ build, detail }));
      });
    } finally {
      await snapshot.close();
      await this.folders.discard(claim.leaseToken);
      reach('builds-ended');
    }
  }

  /** What builds left on disk that were killed. */
  removeRemains(): Promise<void> {
    return this.folders.sweep();
  }

  /**
   * @param builds all views of one revision
   * @returns why they must be built again; undefined when they have ended, one way or the other
   */
  async #build(builds: readonly ClaimedBuild[], { leaseToken }: BuildClaim, snapshot: SourceSnapshot, signal: AbortSignal): Promise<string | undefined> {
    const { dataset, businessDate, revision } = builds[0] ?? {};
    const log = { dataset, businessDate, revision, extractIds: builds.map(({ id }) => id) };
    try {
      const views = await this.#write(builds, leaseToken, snapshot, signal);
      if ('kind' in views) return await this.#end(builds, leaseToken, views, log);
      reach('extract-written');
      const sealed = await this.sealing.seal(views, leaseToken);
      reach('seal-after-commit');
      for (const { view, rows, bytes, parts } of sealed) {
        this.logger.info({ ...log, view, rows, bytes, parts: parts.length }, 'extract sealed');
      }
      return undefined;
    } catch (err) {
      if (err instanceof LeaseLostError || err instanceof SplitRevisionError) return err.message;
      // Our own database: nothing was written, and the builds stay BUILDING.
      this.logger.error({ ...log, err }, 'the extract was read but its end could not be written');
      return 'the end of the build could not be written';
    }
  }

  async #write(builds: readonly ClaimedBuild[], leaseToken: string, snapshot: SourceSnapshot, signal: AbortSignal): Promise<SealableView[] | BuildFailure> {
    const views: SealableView[] = [];
    for (const build of builds) {
      const view = await this.views.find(build.dataset, build.viewName);
      if (view === 'gone') return notInCatalogue(build);
      if (view === 'outdated') return { kind: 'passing', detail: `another instance has a newer catalogue with ${build.dataset} in it` };
      const written = await this.writer.write(leaseToken, view, build.businessDate, snapshot, signal);
      if ('kind' in written) return written;
      views.push({ build, view, written });
    }
    return views;
  }

  async #end(builds: readonly ClaimedBuild[], leaseToken: string, failure: BuildFailure, log: object): Promise<string | undefined> {
    if (failure.kind === 'passing') return failure.detail;
    await this.sealing.fail(builds, leaseToken, failure.reason, failure.detail);
    this.logger.error({ ...log, reason: failure.reason, detail: failure.detail }, 'the extract cannot be built');
    return undefined;
  }
}

const NEVER = new AbortController().signal;

const notInCatalogue = ({ dataset, viewName }: ClaimedBuild): BuildFailure =>
  ({ kind: 'final', reason: 'SOURCE_UNREADABLE', detail: `the catalogue has no view ${viewName} of ${dataset} any more` });

/** The views of one revision together. */
function byRevision(builds: readonly ClaimedBuild[]): ClaimedBuild[][] {
  const groups = new Map<string, ClaimedBuild[]>();
  for (const build of builds) {
    const name = `${build.dataset}/${build.revision}`;
    groups.set(name, [...(groups.get(name) ?? []), build]);
  }
  return [...groups.values()];
}
