import { ColumnName, Compression, ControlTotal, Name } from '@syncline/contract';
import { z } from 'zod';

/** A dotted name of a table or view. It stands in statements as it is written here, so nothing else is let through. */
const Relation = z.string().regex(/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*){0,2}$/, 'must be the name of a table or view, such as public.cities');

/** Checked for its shape only; what it does is the author's business, and the session that runs it can only read. */
const Query = z
  .string()
  .trim()
  .regex(/^(select|with)\b/i, 'must begin with select or with')
  .refine((text) => !text.includes(';'), 'must be one query, without a semicolon');

const Source = z
  .strictObject({ relation: Relation.optional(), query: Query.optional() })
  .refine(({ relation, query }) => (relation === undefined) !== (query === undefined), 'must be either a relation or a query')
  .transform(({ relation, query = '' }) => (relation === undefined ? { query } : { relation }));

/** The type is text here; `checkDataset` reads it and says what is wrong with it. */
const ColumnEntry = z.strictObject({ name: ColumnName, type: z.string(), nullable: z.boolean() });

const View = z.strictObject({
  where: z.string().trim().min(1).refine((text) => !text.includes(';'), 'must be one condition, without a semicolon').optional(),
  columns: z.array(ColumnName).min(1).optional(),
  mask: z.record(ColumnName, z.string().nullable()).default({}),
});

const Access = z.strictObject({ issuer: z.string().min(1), clientId: z.string().min(1), view: Name });

/** The shape of a catalogue file; whether its names mean something is `checkDataset`'s question. */
export const CatalogueFile = z.strictObject({
  name: Name,
  version: z.int().min(1),
  source: Source,
  key: z.array(ColumnName).min(1),
  businessDate: ColumnName.optional(),
  columns: z.array(ColumnEntry).min(1),
  controlTotals: z.array(z.strictObject(ControlTotal.shape)).default([]),
  partRows: z.int().min(1).max(10_000_000).default(50_000),
  compression: Compression.default('zstd'),
  views: z.record(Name, View).default({}),
  access: z.array(Access).optional(),
});
