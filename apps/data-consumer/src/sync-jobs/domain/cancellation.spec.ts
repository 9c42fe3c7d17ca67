import { cancelledAttempt, endsPresentAttempt } from './cancellation.ts';

const RUN = '01990000-0000-7000-8000-00000000000a';

describe('a cancel', () => {
  it.each([
    [undefined, null],
    [`${RUN}/1`, 1],
    [`${RUN.toUpperCase()}/12`, 12],
  ])('with the key %p is about attempt %p', (key, attempt) => expect(cancelledAttempt(key, RUN)).toBe(attempt));

  it.each([`${RUN}`, `${RUN}/`, `${RUN}/0`, `${RUN}/1/2`, `${RUN}/x`, `${RUN}/1234567890`, '01990000-0000-7000-8000-00000000000b/1', 'garbage'])('with the key %p is refused', (key) =>
    expect(() => cancelledAttempt(key, RUN)).toThrow(expect.objectContaining({ code: 'IDEMPOTENCY_CONFLICT' })));

  it.each([
    [null, 3, true],
    [2, 3, false],
    [3, 3, true],
    [4, 3, true],
  ])('of attempt %p, while %p is at hand, ends it: %p', (cancelled, present, ends) => expect(endsPresentAttempt(cancelled, present)).toBe(ends));
});
