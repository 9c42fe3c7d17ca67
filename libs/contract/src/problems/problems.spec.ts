import { z } from 'zod';
import { DomainError, fieldErrors, PROBLEM_CODES, problemCatalogue } from './index.ts';

describe('problemCatalogue', () => {
  it.each(PROBLEM_CODES)('%s is complete', (code) => {
    const { status, title, slug } = problemCatalogue[code];
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).not.toBe('');
    expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it.each([
    ['IDEMPOTENCY_CONFLICT', 409],
    ['INSUFFICIENT_SCOPE', 403],
    ['ORIGIN_NOT_ALLOWED', 422],
    ['MESSAGE_CONFLICT', 409],
    ['STALE_ATTEMPT', 409],
    ['UNKNOWN_ATTEMPT', 409],
    ['SEQUENCE_CONFLICT', 409],
    ['ILLEGAL_TRANSITION', 409],
    ['INCONSISTENT_REPORT', 422],
    ['NOT_THE_REPORTER', 403],
    ['BUSINESS_DATE_OPEN', 409],
    ['EXTRACT_NOT_SEALED', 409],
    ['BUSINESS_DATE_UNREADABLE', 422],
    ['UNKNOWN_FILE', 422],
    ['PRECONDITION_FAILED', 412],
  ] as const)('%s is %i, as the wire contract says', (code, status) => expect(problemCatalogue[code].status).toBe(status));
});

describe('DomainError', () => {
  it('asks for whole seconds, and never for none', () => {
    expect(new DomainError('EXTRACT_NOT_SEALED', 'x', { retryAfterSeconds: 0.2 }).headers).toEqual({ 'retry-after': '1' });
    expect(new DomainError('NOT_FOUND', 'x').headers).toEqual({});
  });
});

describe('fieldErrors', () => {
  const schema = z.strictObject({ target: z.strictObject({ 'a/b': z.int() }) });

  it('points at the place, escaped, below the root given', () => {
    const { error } = schema.safeParse({ target: { 'a/b': 'x' } });
    expect(fieldErrors(error as z.ZodError, ['body'])).toMatchObject([{ pointer: '/body/target/a~1b' }]);
  });

  it('names each unknown field itself', () => {
    const { error } = schema.safeParse({ target: { 'a/b': 1, x: 1, y: 2 } });
    expect(fieldErrors(error as z.ZodError).map(({ pointer }) => pointer)).toEqual(['/target/x', '/target/y']);
  });

  it('says what is wrong with the key of a record', () => {
    const record = z.record(z.string().regex(/^\//, 'must begin with a slash'), z.int());
    expect(fieldErrors(record.safeParse({ 'data.reason': 1 }).error ?? new z.ZodError([]))).toEqual([{ pointer: '/data.reason', detail: 'must begin with a slash' }]);
  });
});
