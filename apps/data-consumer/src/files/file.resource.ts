import type { FileResource } from '@syncline/contract';
import type { StoredFile } from './files.store.ts';

/** A file as the contract shows it. */
export const fileResource = ({ definition, version, published, createdAt, updatedAt }: StoredFile): FileResource => ({
  ...definition, version, published, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString(),
});
