import { z } from 'zod';
import { Count } from '../primitives/text.ts';
import { Instant } from '../primitives/time.ts';

/** ALIVE: seen within its lease; LOST: not seen, its work is taken over; STOPPED: went away in good order. */
export const NodeState = z.enum(['ALIVE', 'LOST', 'STOPPED']);
export type NodeState = z.output<typeof NodeState>;

/** A process of the scheduling platform. */
export const SchedulingNode = z
  .object({ id: z.string(), startedAt: Instant, lastSeenAt: Instant, version: z.string(), runsClaimed: Count, state: NodeState })
  .meta({ id: 'SchedulingNode' });
export type SchedulingNode = z.output<typeof SchedulingNode>;
