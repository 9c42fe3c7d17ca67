import type { Dataset } from '@syncline/contract';
import { fingerprint } from '@syncline/extract-format';
import type { DatasetView } from '../catalogue/domain/dataset-view.ts';

/** A dataset as the wire shows it to one client. How a column is masked, and what the source is, stays here. */
export function datasetResource(view: DatasetView): Dataset {
  const columns = view.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  return {
    name: view.dataset,
    version: view.version,
    view: view.view,
    key: [...view.key],
    columns,
    fingerprint: fingerprint({ key: view.key, columns }),
    hasBusinessDate: view.businessDate !== null,
    controlTotals: [...view.controlTotals],
    partRows: view.partRows,
    compression: view.compression,
  };
}
