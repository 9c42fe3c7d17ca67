import { statement } from '@syncline/database';
import type { DatasetDefinition } from '../../catalogue/domain/dataset-definition.ts';
import { NOW } from './clock.ts';

const LOCK = 'SELECT version, definition_json FROM dataset_versions WHERE dataset = :dataset FOR UPDATE';

/** Locks what was last served under this name; version 0 where nothing was. Makes the row where it is missing. */
export const lockDatasetVersion = statement<{ dataset: string }, { readonly version: number; readonly definitionJson: DatasetDefinition | null }>({
  name: 'lock-dataset-version',
  postgres: ['INSERT INTO dataset_versions (dataset, version) VALUES (:dataset, 0) ON CONFLICT (dataset) DO NOTHING', LOCK],
  oracle: [
    `MERGE INTO dataset_versions d USING (SELECT :dataset AS dataset FROM dual) n ON (d.dataset = n.dataset)
      WHEN NOT MATCHED THEN INSERT (dataset, version) VALUES (n.dataset, 0)`,
    LOCK,
  ],
});

const accept = (now: string): string =>
  `UPDATE dataset_versions SET version = :version, shape_digest = :shapeDigest, definition_json = :definition, accepted_at = ${now} WHERE dataset = :dataset`;

/** Writes what is served from now on, in the transaction that has locked and judged it. */
export const acceptDatasetVersion = statement<{ dataset: string; version: number; shapeDigest: string; definition: string }>({
  name: 'accept-dataset-version', postgres: accept(NOW.postgres), oracle: accept(NOW.oracle),
});
