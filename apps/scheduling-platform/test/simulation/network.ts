import type { Report } from '@syncline/contract';
import type { DispatchAnswer } from '../../src/dispatching/domain/decide-dispatch-outcome.ts';
import type { SimulatedFiring } from './firings.ts';
import { at } from './pick.ts';
import type { Call } from './target.ts';

/** Something under way between two parties. */
export type Envelope =
  | { readonly kind: 'EVENT'; readonly identity: string; readonly firings: readonly SimulatedFiring[] }
  | { readonly kind: 'RECEIPT'; readonly identity: string; readonly occurrences: readonly string[] }
  | { readonly kind: 'DISPATCH'; readonly call: Call }
  | { readonly kind: 'ANSWER'; readonly call: Call; readonly answer: DispatchAnswer }
  | { readonly kind: 'REPORT'; readonly runId: string; readonly report: Report }
  | { readonly kind: 'DELETE' | 'DELETED'; readonly runId: string; readonly attempt: number; readonly token: string };

/** Keeps no order and no promise: what is under way arrives when somebody takes it. */
export class Network {
  readonly #underWay: Envelope[] = [];

  get size(): number {
    return this.#underWay.length;
  }

  send(envelope: Envelope): void {
    this.#underWay.push(envelope);
  }

  /** Takes any of what is under way; undefined where nothing is. */
  take(pick: number): Envelope | undefined {
    return this.size === 0 ? undefined : this.#underWay.splice(pick % this.size, 1)[0];
  }

  /** A call has one answer; everything else may come twice. */
  duplicate(pick: number): void {
    const envelope = at(this.#underWay, pick);
    if (envelope !== undefined && envelope.kind !== 'ANSWER') this.send(envelope);
  }

  isAnswered({ id }: Call): boolean {
    return this.#underWay.some((envelope) => envelope.kind === 'ANSWER' && envelope.call.id === id);
  }
}

export const addressOf = (envelope: Envelope): string => {
  if ('identity' in envelope) return envelope.identity;
  return 'call' in envelope ? `${envelope.call.runId}/${envelope.call.attempt}` : envelope.runId;
};
