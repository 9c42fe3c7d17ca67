import type { Manifest } from '@syncline/contract';
import { Database, type Transaction } from '@syncline/database';
import { signManifest } from '@syncline/extract-format';
import { ServiceIdentity } from '@syncline/service-auth';
import { Injectable } from '@nestjs/common';
import { OutboxOptions } from '../announcements/outbox-options.ts';
import { settleDate } from '../business-dates/settle-date.ts';
import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import { DatasetVersionEntity, ExtractEntity, ExtractPartEntity, ManifestEntity } from '../persistence/entities/index.ts';
import type { ClaimedBuild } from '../persistence/sql/claim-builds.sql.ts';
import { failExtract } from '../persistence/sql/fail-extract.sql.ts';
import { lockBusinessDate, type BusinessDateRow } from '../persistence/sql/lock-business-date.sql.ts';
import { appendToManifestChain, lockManifestChain } from '../persistence/sql/manifest-chain.sql.ts';
import { readClock } from '../persistence/sql/read-clock.sql.ts';
import { sealExtract } from '../persistence/sql/seal-extract.sql.ts';
import { supersedeExtracts } from '../persistence/sql/supersede-extracts.sql.ts';
import { PartFiles } from '../parts/part-files.service.ts';
import { reach } from './building/crash-points.ts';
import type { WrittenExtract } from './building/write-extract.ts';
import { manifestOf } from './domain/manifest-of.ts';
import { OutdatedCatalogueError, PartGoneError, SplitRevisionError } from './seal-errors.ts';

/** Somebody else has the lease by now: whatever this builder did must not count. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** A view that was read, ready to be sealed. */
export interface SealableView {
  readonly build: ClaimedBuild;
  readonly view: DatasetView;
  readonly written: WrittenExtract;
}

/**
 * The end of a build, in one transaction: seal, manifest, parts, chain, the older revision's end, the state of the date and
 * its announcement become visible together, or none of them does. All views of a revision are sealed together: one that
 * was left for later would come from another snapshot.
 *
 * Order of locks: the date, then the manifest chains by view, then the extracts. The guard is the lease token in the statement that
 * moves the extract; when it changes no row, everything before it is rolled back.
 */
@Injectable()
export class SealingService {
  constructor(
    private readonly database: Database,
    private readonly identity: ServiceIdentity,
    private readonly outbox: OutboxOptions,
    private readonly files: PartFiles,
  ) {}

  /**
   * @param views all views of one revision of a dataset
   * @throws LeaseLostError; OutdatedCatalogueError, PartGoneError and SplitRevisionError, after which the extract must be built again
   */
  async seal(views: readonly SealableView[], leaseToken: string): Promise<Manifest[]> {
    const [first] = views;
    if (first === undefined) return [];
    return this.database.transaction(async (tx) => {
      const { date, time } = await lockDate(tx, first.build);
      await assertCurrent(tx, first.view);
      await assertTogether(tx, first.build, views.length);
      const manifests: Manifest[] = [];
      for (const sealable of inOrder(views)) manifests.push(await this.#sealView(tx, sealable, leaseToken, time));
      await settleDate(tx, date, first.build, this.outbox.at(time, date.traceparent));
      reach('seal-before-commit');
      return manifests;
    });
  }

  /** @throws LeaseLostError */
  async fail(builds: readonly ClaimedBuild[], leaseToken: string, reason: string, detail: string): Promise<void> {
    const [first] = builds;
    if (first === undefined) return;
    await this.database.transaction(async (tx) => {
      const { date, time } = await lockDate(tx, first);
      for (const { id } of builds) {
        const failed = await tx.execute(failExtract, { id, leaseToken, reason, detail: detail.slice(0, 1000) });
        if (failed === 0) throw new LeaseLostError(`the lease over the extract ${id} is lost`);
      }
      await settleDate(tx, date, null, this.outbox.at(time, date.traceparent));
    });
  }

  async #sealView(tx: Transaction, { build, view, written }: SealableView, leaseToken: string, time: Date): Promise<Manifest> {
    const { id, dataset, viewName, businessDate } = build;
    const [chain] = await tx.query(lockManifestChain, { dataset, viewName });
    const manifest = manifestOf(build, view, written, { issuer: this.identity.issuer, sealedAt: time, previous: chain?.manifestDigest ?? null });
    const { jws, digest } = await signManifest(this.identity, manifest);
    const sealed = await tx.execute(sealExtract, {
      id, leaseToken, rowCount: manifest.rows, byteCount: manifest.bytes, compression: manifest.compression, sealedAt: time, manifestDigest: digest,
    });
    if (sealed === 0) throw new LeaseLostError(`the lease over the extract ${id} is lost`);
    await tx.execute(supersedeExtracts, { id, dataset, viewName, businessDate });
    await tx.execute(appendToManifestChain, { dataset, viewName, manifestDigest: digest });
    await tx.manager.insert(ManifestEntity, { extractId: id, jwsJson: jws, keyId: this.identity.kid });
    await insertParts(tx, id, manifest);
    await this.#assertThere(manifest);
    return manifest;
  }

  /** Last, when the names of the files stand in the table: from here on retention leaves them alone (`PartRemoval`). */
  async #assertThere({ extractId, parts, compression }: Manifest): Promise<void> {
    const missing = await this.files.missing(parts.map(({ storedDigest, storedBytes }) => ({ storedDigest, storedBytes, compression })));
    if (missing.length > 0) throw new PartGoneError(`${missing.length} part files of the extract ${extractId} are gone, ${missing[0]?.storedDigest} among them`);
  }
}

const inOrder = (views: readonly SealableView[]): SealableView[] => [...views].sort((a, b) => (a.build.viewName < b.build.viewName ? -1 : 1));

async function lockDate(tx: Transaction, { businessDate }: ClaimedBuild): Promise<{ date: BusinessDateRow; time: Date }> {
  const [date] = await tx.query(lockBusinessDate, { businessDate });
  const [clock] = await tx.query(readClock, {});
  if (date === undefined || clock === undefined) throw new Error(`the business date ${businessDate} has an extract but no row`);
  return { date, time: clock.clockTime };
}

async function assertCurrent(tx: Transaction, { dataset, version }: DatasetView): Promise<void> {
  const served = await tx.manager.findOne(DatasetVersionEntity, { select: { dataset: true, version: true }, where: { dataset } });
  if (served !== null && served.version > version) {
    throw new OutdatedCatalogueError(`version ${served.version} of ${dataset} is served by now, and this instance has version ${version}`);
  }
}

/** Builds are given back one by one, so views of a revision may have been claimed apart. Under the date's lock nobody seals one meanwhile. */
async function assertTogether(tx: Transaction, { dataset, businessDate, revision }: ClaimedBuild, together: number): Promise<void> {
  const building = await tx.manager.countBy(ExtractEntity, { dataset, businessDate, revision, state: 'BUILDING' });
  if (building > together) throw new SplitRevisionError(`${building - together} other views of revision ${revision} of ${dataset} are being built apart from these`);
}

/** Rows of one insert; Oracle and PostgreSQL both bound the binds of a statement. */
const PARTS_AT_ONCE = 500;

async function insertParts(tx: Transaction, extractId: string, { parts }: Manifest): Promise<void> {
  for (let from = 0; from < parts.length; from += PARTS_AT_ONCE) {
    const rows = parts.slice(from, from + PARTS_AT_ONCE).map(({ n, storedDigest, storedBytes }) => ({ extractId, partNumber: n, storedDigest, storedBytes }));
    await tx.manager.insert(ExtractPartEntity, rows);
  }
}
