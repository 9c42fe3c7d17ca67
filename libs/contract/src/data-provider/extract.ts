import { z } from 'zod';
import { Count, Digest, Name, Ordinal, UpperSnake, Uuid } from '../primitives/text.ts';
import { BusinessDate, Instant } from '../primitives/time.ts';

/** SUPERSEDED is still served: a sealed revision never changes, a newer one only stands beside it. */
export const ExtractState = z.enum(['BUILDING', 'SEALED', 'FAILED', 'SUPERSEDED']);
export type ExtractState = z.output<typeof ExtractState>;

/** (dataset, view, business date, revision), sealed from one snapshot. */
export const Extract = z
  .object({
    id: Uuid,
    dataset: Name,
    view: Name,
    businessDate: BusinessDate,
    revision: Ordinal,
    state: ExtractState,
    reason: UpperSnake.nullable(),
    detail: z.string().nullable(),
    rows: Count.nullable(),
    /** Of the canonical form. */
    bytes: Count.nullable(),
    sealedAt: Instant.nullable(),
    supersededBy: Uuid.nullable(),
    manifestDigest: Digest.nullable(),
  })
  .meta({ id: 'Extract' });
export type Extract = z.output<typeof Extract>;

/** The body of `POST /datasets/{name}/extracts`. `newRevision` needs the scope `extracts:write` in place of `extracts:read`. */
export const ExtractRequest = z.strictObject({ businessDate: BusinessDate, newRevision: z.boolean().default(false) }).meta({ id: 'ExtractRequest' });
export type ExtractRequest = z.output<typeof ExtractRequest>;

/** Why a build ended FAILED, as `reason` of the extract. */
export const EXTRACT_FAILURES = ['VALUE_NOT_REPRESENTABLE', 'DUPLICATE_KEY', 'SOURCE_UNREADABLE', 'STORAGE_FAILED'] as const;
export type ExtractFailure = (typeof EXTRACT_FAILURES)[number];
