import type { Manifest } from '@syncline/contract';
import { fingerprint } from '@syncline/extract-format';
import type { DatasetView } from '../../catalogue/domain/dataset-view.ts';
import type { ClaimedBuild } from '../../persistence/sql/claim-builds.sql.ts';
import type { WrittenExtract } from '../building/write-extract.ts';

/** By whom, when and behind which manifest an extract is sealed. */
export interface Seal {
  readonly issuer: string;
  readonly sealedAt: Date;
  /** Digest of the manifest before it in the chain of its view. */
  readonly previous: string | null;
}

/** What is signed: all that a reader needs to take the rows and to prove that they are all there. */
export function manifestOf(build: ClaimedBuild, view: DatasetView, { parts, controlTotals }: WrittenExtract, seal: Seal): Manifest {
  const columns = view.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const sum = (of: 'rows' | 'bytes'): number => parts.reduce((total, part) => total + part[of], 0);
  return {
    issuer: seal.issuer,
    extractId: build.id,
    dataset: build.dataset,
    datasetVersion: view.version,
    view: build.viewName,
    fingerprint: fingerprint({ key: view.key, columns }),
    businessDate: build.businessDate,
    revision: build.revision,
    sealedAt: seal.sealedAt.toISOString(),
    columns,
    key: [...view.key],
    rows: sum('rows'),
    bytes: sum('bytes'),
    controlTotals: [...controlTotals],
    parts: [...parts],
    compression: view.compression,
    previousManifestDigest: seal.previous,
  };
}
