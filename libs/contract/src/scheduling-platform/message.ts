import { z } from 'zod';
import { Uuid } from '../primitives/text.ts';
import { Occurrence } from './occurrence.ts';

/** The answer to a message; a repeat gets the first one again, marked as a duplicate. */
export const MessageReceipt = z
  .object({ messageId: Uuid, duplicate: z.boolean(), occurrences: z.array(Occurrence) })
  .meta({ id: 'MessageReceipt' });
export type MessageReceipt = z.output<typeof MessageReceipt>;
