import { dispatchDigest, DomainError } from '@syncline/contract';
import type { Dispatch } from '@syncline/contract';

/** What one idempotency key led to. */
export interface Effect {
  readonly key: string;
  readonly dispatch: Dispatch;
  /** How often it was asked for. */
  dispatches: number;
  /** The newest one wins. */
  callbackUrl: string;
  cancelled: boolean;
}

/** A stand-in's own record of the work it did, kept apart from what anybody else claims. */
export class EffectBook {
  readonly #effects = new Map<string, Effect>();

  get all(): Effect[] {
    return [...this.#effects.values()];
  }

  ofRun(runId: string): Effect | undefined {
    return this.all.findLast(({ dispatch }) => dispatch.runId === runId);
  }

  /**
   * @returns the effect, and whether this dispatch is the first of its key
   * @throws DomainError IDEMPOTENCY_CONFLICT
   */
  take(key: string, dispatch: Dispatch): { effect: Effect; isNew: boolean } {
    const known = this.#effects.get(key);
    if (known === undefined) {
      const effect: Effect = { key, dispatch, dispatches: 1, callbackUrl: dispatch.callbackUrl, cancelled: false };
      this.#effects.set(key, effect);
      return { effect, isNew: true };
    }
    if (dispatchDigest(known.dispatch) !== dispatchDigest(dispatch)) throw new DomainError('IDEMPOTENCY_CONFLICT', `key ${key} was used with another dispatch`);
    known.dispatches += 1;
    known.callbackUrl = dispatch.callbackUrl;
    return { effect: known, isNew: false };
  }
}
