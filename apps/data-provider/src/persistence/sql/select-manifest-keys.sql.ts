import { statement } from '@syncline/database';

const TEXT = 'SELECT DISTINCT key_id FROM manifests WHERE key_id IS NOT NULL ORDER BY key_id';

/** The keys by which the manifests that are kept were signed. */
export const selectManifestKeys = statement<Record<string, never>, { readonly keyId: string }>({
  name: 'select-manifest-keys', postgres: TEXT, oracle: TEXT,
});
