import { IdempotencyKey } from '../idempotency-key.ts';
import { Dispatch, dispatchDigest, dispatchKey } from './dispatch.ts';

const runId = '019a0000-0000-7000-8000-000000000000';
const dispatch = Dispatch.parse({ runId, task: 't', businessDate: '2026-08-04', attempt: 1, parameters: { files: ['a'] }, callbackUrl: 'http://localhost:4100/x' });

describe('dispatchDigest', () => {
  it.each<[string, Partial<Dispatch>]>([
    ['dispatch', { dispatch: 2 }],
    ['deadline', { deadline: '2026-08-05T00:00:00Z' }],
    ['callbackUrl', { callbackUrl: 'http://other:4100/x' }],
    ['message', { message: { specversion: '1.0', id: '1', source: 's', type: 't' } }],
  ])('does not change with %s', (_name, change) => expect(dispatchDigest({ ...dispatch, ...change })).toBe(dispatchDigest(dispatch)));

  it.each<[string, Partial<Dispatch>]>([
    ['runId', { runId: runId.replace(/0$/, '1') }],
    ['task', { task: 'u' }],
    ['businessDate', { businessDate: null }],
    ['attempt', { attempt: 2 }],
    ['parameters', { parameters: { files: ['b'] } }],
  ])('changes with %s', (_name, change) => expect(dispatchDigest({ ...dispatch, ...change })).not.toBe(dispatchDigest(dispatch)));
});

describe('IdempotencyKey', () => {
  it.each([dispatchKey(runId, 1), '!', 'x'.repeat(200)])('accepts %s', (key) => expect(IdempotencyKey.safeParse(key).success).toBe(true));
  it.each(['', 'a b', 'ä', 'x'.repeat(201), 'a\t'])('refuses %j', (key) => expect(IdempotencyKey.safeParse(key).success).toBe(false));
});
