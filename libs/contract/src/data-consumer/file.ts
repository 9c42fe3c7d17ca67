import { z } from 'zod';
import { AuthSetting } from '../auth-setting.ts';
import { optional } from '../primitives/optional.ts';
import { Count, HttpUrl, Name, Ordinal } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';

/** Name of a table in the target; made by the consumer at the first load. */
const TableName = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, 'must be 1 to 48 lower-case letters, digits and underscores, and start with a letter');

const Percent = z.number().min(0);

export const FileSource = z.strictObject({
  /** Of the service, without `/api/v1`. */
  url: HttpUrl.refine((url) => !url.includes('?'), 'must have no query').refine((url) => !/\/api\/v1\/*$/.test(url), 'must be that of the service, without /api/v1'),
  dataset: Name,
  auth: AuthSetting,
  /** Who signs the manifests; null: the trusted issuer configured for the audience of `auth`, which only `service-jwt` has. */
  issuer: optional(z.string().min(1).max(500)),
});
export type FileSource = z.output<typeof FileSource>;

const definition = {
  name: Name,
  source: FileSource,
  target: z.strictObject({ table: TableName, apply: z.enum(['MERGE', 'REPLACE']).default('MERGE') }),
  schemaDrift: z.enum(['FAIL', 'ADD_COLUMNS']).default('FAIL'),
  /** Passed only by more than they say. */
  limits: z
    .strictObject({
      maxRejectedRows: Count.default(0),
      /** Not applied on a first load. */
      maxDeletedPercent: Percent.max(100).default(20),
      /** Of the rows and of each sum, which may become a multiple of what they were. */
      maxChangePercent: optional(Percent),
    })
    .prefault({}),
};

/** The body of `PUT /files/{name}`: a dataset as the consumer takes it. */
export const FileDefinition = z.strictObject(definition).meta({ id: 'FileDefinition' });
export type FileDefinition = z.output<typeof FileDefinition>;

/** What a published table holds now. */
export const PublishedRevision = z.object({ businessDate: BusinessDate, revision: Ordinal, rows: Count, publishedAt: Instant });
export type PublishedRevision = z.output<typeof PublishedRevision>;

/** A defined file; `published` is null before its first sync succeeded. */
export const FileResource = z
  .object({ ...definition, version: Ordinal, published: PublishedRevision.nullable(), createdAt: Instant, updatedAt: Instant })
  .meta({ id: 'File' });
export type FileResource = z.output<typeof FileResource>;
