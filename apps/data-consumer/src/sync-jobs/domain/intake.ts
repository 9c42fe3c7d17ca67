import { DomainError, dispatchDigest, dispatchKey, jsonDigest, type Dispatch, type Parameters } from '@syncline/contract';

/** What is known of a run when a dispatch of it comes. */
export interface KnownJob {
  readonly caller: string;
  readonly task: string;
  readonly businessDate: string;
  readonly attempt: number;
  readonly parameters: Parameters;
  readonly dispatchDigest: string;
}

export type Intake = 'NEW' | 'REPEAT' | 'NEW_ATTEMPT';

/**
 * What a dispatch is to what is known. A repeat starts nothing; a new attempt of the same work redoes what did not succeed.
 * @throws DomainError IDEMPOTENCY_CONFLICT, STALE_ATTEMPT
 */
export function decideIntake(known: KnownJob | null, dispatch: Dispatch, caller: string): Intake {
  if (known === null) return 'NEW';
  if (known.caller !== caller) throw conflict('The run was dispatched by another caller.');
  if (dispatch.attempt < known.attempt) {
    throw new DomainError('STALE_ATTEMPT', `Attempt ${known.attempt} of the run is under way, attempt ${dispatch.attempt} is over.`);
  }
  if (dispatch.attempt === known.attempt) {
    if (dispatchDigest(dispatch) !== known.dispatchDigest) throw conflict(`${dispatchKey(dispatch.runId, dispatch.attempt)} was used with another body.`);
    return 'REPEAT';
  }
  if (workOf(dispatch) !== workOf(known)) throw conflict('A run keeps its task, business date and parameters from attempt to attempt.');
  return 'NEW_ATTEMPT';
}

/** @throws DomainError IDEMPOTENCY_CONFLICT when the key is that of another run or attempt; RULE_VIOLATED when it is none of a dispatch */
export function checkKey(key: string | undefined, { runId, attempt }: Dispatch): void {
  const expected = dispatchKey(runId, attempt);
  if (key === undefined || key.toLowerCase() === expected) return;
  if (!DISPATCH_KEY.test(key)) throw new DomainError('RULE_VIOLATED', `The Idempotency-Key of a dispatch is its run and attempt: ${expected} here.`);
  throw conflict(`The Idempotency-Key of this dispatch is ${expected}: its run and attempt.`);
}

const DISPATCH_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/[1-9]\d*$/i;

const workOf = ({ task, businessDate, parameters }: Pick<Dispatch, 'task' | 'businessDate' | 'parameters'>): string => jsonDigest({ task, businessDate, parameters });

const conflict = (detail: string): DomainError => new DomainError('IDEMPOTENCY_CONFLICT', detail);
