import type { OccurrenceEntity } from '../occurrences/occurrence.entity.ts';
import type { IntakeDecision, PublishedEvent } from './domain/decide-intake.ts';

/** One request of a publisher: all of it is taken, or nothing. */
export interface MessageRequest {
  readonly events: readonly PublishedEvent[];
  /** `<issuer>#<subject>`. */
  readonly publishedBy: string;
  readonly traceparent: string | null;
  /** Of its events together; 1 for a small one. */
  readonly weight: number;
}

export type IntakeOutcome = { readonly kind: 'taken'; readonly receipts: Receipt[] } | Extract<IntakeDecision, { kind: 'refused' }>;

/** What became of one event, or of the first one of its identity. */
export interface Receipt {
  readonly messageId: string;
  readonly duplicate: boolean;
  readonly occurrences: readonly OccurrenceEntity[];
}
