import { z } from 'zod';
import { Name, Ordinal } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { ReportCheck } from '../scheduling-platform/report.ts';
import { Difference } from './difference.ts';

/** What is served now, proven again against the manifest it was published from. */
export const VerifyResult = z
  .object({
    file: Name,
    businessDate: BusinessDate,
    revision: Ordinal,
    result: z.enum(['MATCHED', 'MISMATCHED']),
    checks: z.array(ReportCheck),
    /** The first 100. */
    differences: z.array(Difference).max(100),
  })
  .meta({ id: 'VerifyResult' });
export type VerifyResult = z.output<typeof VerifyResult>;
