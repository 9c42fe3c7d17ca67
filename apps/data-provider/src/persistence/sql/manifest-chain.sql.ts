import { statement } from '@syncline/database';

const LOCK = 'SELECT manifest_digest FROM manifest_chains WHERE dataset = :dataset AND view_name = :viewName FOR UPDATE';

/** Locks the chain of a dataset's view and tells its newest link; null before the first. Makes the row where it is missing. */
export const lockManifestChain = statement<{ dataset: string; viewName: string }, { readonly manifestDigest: string | null }>({
  name: 'lock-manifest-chain',
  postgres: [
    'INSERT INTO manifest_chains (dataset, view_name) VALUES (:dataset, :viewName) ON CONFLICT (dataset, view_name) DO NOTHING',
    LOCK,
  ],
  oracle: [
    `MERGE INTO manifest_chains c USING (SELECT :dataset AS dataset, :viewName AS view_name FROM dual) n
        ON (c.dataset = n.dataset AND c.view_name = n.view_name)
      WHEN NOT MATCHED THEN INSERT (dataset, view_name) VALUES (n.dataset, n.view_name)`,
    LOCK,
  ],
});

const APPEND = 'UPDATE manifest_chains SET manifest_digest = :manifestDigest WHERE dataset = :dataset AND view_name = :viewName';

/** Appends to a chain that this transaction has locked. */
export const appendToManifestChain = statement<{ dataset: string; viewName: string; manifestDigest: string }>({
  name: 'append-to-manifest-chain', postgres: APPEND, oracle: APPEND,
});
