import { dispatchDigest, type Dispatch } from '@syncline/contract';
import { checkKey, decideIntake, type KnownJob } from './intake.ts';

const dispatch = (changes: Partial<Dispatch> = {}): Dispatch => ({
  runId: '01990000-0000-7000-8000-000000000001', task: 'sync', taskVersion: 1, group: null, groupRunId: null, businessDate: '2026-08-04', attempt: 2,
  dispatch: 1, parameters: { files: ['cities'] }, message: null, callbackUrl: 'http://localhost/a', deadline: null, ...changes,
});
const known: KnownJob = {
  caller: 'urn:p#p', task: 'sync', businessDate: '2026-08-04', attempt: 2, parameters: { files: ['cities'] }, dispatchDigest: dispatchDigest(dispatch()),
};
const refused = (code: string) => expect.objectContaining({ code });

describe('a dispatch', () => {
  it('is new when nothing is known', () => {
    expect(decideIntake(null, dispatch(), 'urn:p#p')).toBe('NEW');
  });

  it('is a repeat whatever its callback address, deadline and count', () => {
    expect(decideIntake(known, dispatch({ callbackUrl: 'http://localhost/b', deadline: '2026-08-05T00:00:00Z', dispatch: 7 }), 'urn:p#p')).toBe('REPEAT');
  });

  it('conflicts when the same key comes with other work', () => {
    expect(() => decideIntake(known, dispatch({ parameters: {} }), 'urn:p#p')).toThrow(refused('IDEMPOTENCY_CONFLICT'));
    expect(() => decideIntake(known, dispatch({ businessDate: '2026-08-05' }), 'urn:p#p')).toThrow(refused('IDEMPOTENCY_CONFLICT'));
  });

  it('of an older attempt is stale', () => {
    expect(() => decideIntake(known, dispatch({ attempt: 1 }), 'urn:p#p')).toThrow(refused('STALE_ATTEMPT'));
  });

  it('of a higher attempt is a new attempt, of the same work only', () => {
    expect(decideIntake(known, dispatch({ attempt: 3 }), 'urn:p#p')).toBe('NEW_ATTEMPT');
    expect(() => decideIntake(known, dispatch({ attempt: 3, businessDate: '2026-08-05' }), 'urn:p#p')).toThrow(refused('IDEMPOTENCY_CONFLICT'));
  });

  it('of another caller is another\'s', () => {
    expect(() => decideIntake(known, dispatch(), 'urn:q#q')).toThrow(refused('IDEMPOTENCY_CONFLICT'));
  });

  it('must carry its own key, if any', () => {
    expect(() => checkKey(undefined, dispatch())).not.toThrow();
    expect(() => checkKey(`${dispatch().runId}/2`, dispatch())).not.toThrow();
    expect(() => checkKey(`${dispatch().runId}/1`, dispatch())).toThrow(refused('IDEMPOTENCY_CONFLICT'));
    expect(() => checkKey('my-key', dispatch())).toThrow(refused('RULE_VIOLATED'));
  });
});
