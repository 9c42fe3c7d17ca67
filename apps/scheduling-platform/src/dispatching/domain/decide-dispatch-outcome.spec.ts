import { report } from '../../reports/domain/report.fixture.ts';
import { decideDispatchOutcome, type AnswerBody, type DispatchAnswer } from './decide-dispatch-outcome.ts';

const policy = { redispatchEveryMs: 10_000, retry: { maxAttempts: 5, initialMs: 5_000, factor: 2, maxMs: 60_000 } };
const answered = (status: number, body: AnswerBody = { kind: 'empty' }, retryAfterMs: number | null = null): DispatchAnswer => ({ kind: 'answered', status, retryAfterMs, body });

describe('the outcome of a dispatch', () => {
  it.each([200, 202, 204])('%i is accepted and asked again after redispatchEvery', (status) => {
    expect(decideDispatchOutcome(answered(status), 3, policy)).toEqual({ kind: 'accepted', nextInMs: 10_000, report: null, remark: null });
  });

  it('takes a report out of an answer', () => {
    expect(decideDispatchOutcome(answered(202, { kind: 'report', report: report() }), 0, policy)).toMatchObject({ kind: 'accepted', report: report() });
  });

  it('notes a body that is no report, and goes on', () => {
    expect(decideDispatchOutcome(answered(200, { kind: 'other', detail: 'no JSON' }), 0, policy)).toMatchObject({ kind: 'accepted', report: null, remark: 'no JSON' });
  });

  it.each([408, 425, 429, 500, 503])('%i is repeated after a growing wait', (status) => {
    expect([0, 1, 9].map((failures) => decideDispatchOutcome(answered(status), failures, policy))).toMatchObject([
      { kind: 'repeat', nextInMs: 5_000 }, { kind: 'repeat', nextInMs: 10_000 }, { kind: 'repeat', nextInMs: 60_000 },
    ]);
  });

  it('honours Retry-After only where it is later', () => {
    expect(decideDispatchOutcome(answered(503, { kind: 'empty' }, 30_000), 0, policy)).toMatchObject({ nextInMs: 30_000 });
    expect(decideDispatchOutcome(answered(503, { kind: 'empty' }, 1_000), 0, policy)).toMatchObject({ nextInMs: 5_000 });
  });

  it('repeats what was not answered', () => {
    expect(decideDispatchOutcome({ kind: 'unanswered', error: 'ECONNREFUSED' }, 0, policy)).toMatchObject({ kind: 'repeat', nextInMs: 5_000 });
  });

  it.each([301, 307, 400, 401, 403, 404, 409, 422])('%i ends the run', (status) => {
    expect(decideDispatchOutcome(answered(status), 0, policy)).toMatchObject({ kind: 'rejected' });
  });
});
