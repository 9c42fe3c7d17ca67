import type { Manifest } from '@syncline/contract';
import { manifestPayload } from '@syncline/extract-format/rows';
import type { PublicationRow } from '../persistence/sql/lock-publication.sql.ts';

/** Signature and shape were verified before the first row was taken; since then the text has been in our own database. */
export const publishedManifest = ({ manifestJwsJson }: Pick<PublicationRow, 'manifestJwsJson'>): Manifest | null =>
  manifestJwsJson === null ? null : (JSON.parse(manifestPayload(manifestJwsJson).toString('utf8')) as Manifest);
