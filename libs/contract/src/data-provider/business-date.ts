import { z } from 'zod';
import { Name, Ordinal } from '../primitives/text.ts';
import { BusinessDate } from '../primitives/time.ts';
import { Extract } from './extract.ts';

export const CloseState = z.enum(['CLOSING', 'CLOSED', 'FAILED']);
export type CloseState = z.output<typeof CloseState>;

/** The close of a business date: an extract of every dataset and view, all sealed or nothing announced. */
export const BusinessDateClose = z
  .object({ businessDate: BusinessDate, state: CloseState, closeNumber: Ordinal, extracts: z.array(Extract) })
  .meta({ id: 'BusinessDateClose' });
export type BusinessDateClose = z.output<typeof BusinessDateClose>;

/** `type` of the CloudEvent that announces a close and every later sealed revision. */
export const BUSINESS_DATE_CLOSED = 'io.syncline.business-date.closed';

/** The `data` of that event. */
export const BusinessDateClosed = z.object({
  businessDate: BusinessDate,
  closeNumber: Ordinal,
  reason: z.enum(['CLOSE', 'RESTATEMENT']),
  datasets: z.array(z.object({ dataset: Name, revision: Ordinal })),
});
export type BusinessDateClosed = z.output<typeof BusinessDateClosed>;
