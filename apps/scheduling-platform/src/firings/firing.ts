import type { Parameters, TriggerKind } from '@syncline/contract';
import type { OwnerKind } from '../triggers/trigger.entity.ts';

/** One firing of a task or a group, before it is known what comes of it. */
export interface FiringRequest {
  /** The id that its occurrence will have. */
  readonly occurrenceId: string;
  readonly owner: { readonly kind: OwnerKind; readonly name: string };
  /** Version of the owner; what the firing starts keeps it. */
  readonly version: number;
  readonly isPaused: boolean;
  readonly businessDate: string | null;
  /** Overrides, by key, what the owner's definition says. */
  readonly parameters: Parameters;
  readonly trigger: TriggerKind;
  readonly messageId: string | null;
  /** The nominal moment; null: the moment it is recorded. */
  readonly scheduledFor: Date | null;
  /** FIRED_LATE where it leads to work of its own (`outcome-of-firing.ts`). */
  readonly isLate: boolean;
  /** It leads to work of its own and joins none that waits: one of several missed firings that are all made good. */
  readonly standsAlone?: boolean;
  /** A sentence on where it comes from; the outcome may add its own. */
  readonly detail: string | null;
  /** The trace that its run belongs to; absent: that of the request at hand, if there is one. */
  readonly traceparent?: string | null;
}
