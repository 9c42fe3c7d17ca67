/** What an answer to a report means: taken, refused for good, or to be sent again. */
export type Verdict = 'TAKEN' | 'REFUSED' | 'AGAIN';

const PASSING = [401, 403, 408, 425, 429];

/**
 * @param answer the status, or the error where there was no answer
 * 401 and 403 are mostly a key or a configuration on its way to being mended, so they are asked again.
 */
export function verdictOf(answer: number | Error): Verdict {
  if (typeof answer !== 'number' || answer >= 500 || PASSING.includes(answer)) return 'AGAIN';
  return answer >= 200 && answer < 300 ? 'TAKEN' : 'REFUSED';
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Milliseconds before the next try. @param tries how often it was tried, from 1 */
export const waitBefore = (tries: number): number => Math.min(FIRST_WAIT_MS * 2 ** Math.min(tries - 1, 10), LONGEST_WAIT_MS);
