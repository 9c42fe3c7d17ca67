import { planFirings, type QueuedFiring } from './plan-firings.ts';

const nobody = { joinable: null, isTaskActive: false, isDateActive: false };
let made = 0;
const firing = (changes: Partial<QueuedFiring> = {}): QueuedFiring => ({
  runId: `run-${(made += 1)}`, task: 'sync', policy: 'QUEUE', isPaused: false, businessDate: '2026-08-04', parametersDigest: 'usual', situation: nobody, ...changes,
});
const outcomes = (...firings: QueuedFiring[]): string[] => planFirings(firings).plans.map(({ outcome }) => outcome);

describe('firings that are decided together', () => {
  it('see what those before them have made', () => {
    expect(outcomes(firing(), firing({ businessDate: '2026-08-05' }))).toEqual(['FIRED', 'QUEUED_BEHIND']);
    expect(outcomes(firing(), firing({ task: 'other' }))).toEqual(['FIRED', 'FIRED']);
    expect(outcomes(firing({ policy: 'SKIP' }), firing({ policy: 'SKIP', businessDate: '2026-08-05' }))).toEqual(['FIRED', 'SKIPPED_OVERLAP']);
  });

  it('join one that does the same work, and no other', () => {
    const [first, same] = [firing(), firing()];
    expect(planFirings([first, same]).plans).toEqual([{ outcome: 'FIRED', runId: first.runId }, { outcome: 'COALESCED', runId: first.runId }]);
    expect(outcomes(firing(), firing({ parametersDigest: 'else' }))).toEqual(['FIRED', 'QUEUED_BEHIND']);
  });

  it('join nothing where each is to be made good by a run of its own', () => {
    const situation = { joinable: 'waiting', isTaskActive: true, isDateActive: true };
    expect(outcomes(firing({ standsAlone: true }), firing({ standsAlone: true }), firing())).toEqual(['FIRED', 'QUEUED_BEHIND', 'COALESCED']);
    expect(outcomes(firing({ standsAlone: true, situation }))).toEqual(['QUEUED_BEHIND']);
  });

  it('stand in each other’s way only for the same date where overlap is allowed, and never without one', () => {
    const allow = (businessDate: string | null, parametersDigest: string) => firing({ policy: 'ALLOW', businessDate, parametersDigest });
    expect(outcomes(allow('2026-08-04', 'a'), allow('2026-08-05', 'a'), allow('2026-08-04', 'b'))).toEqual(['FIRED', 'FIRED', 'QUEUED_BEHIND']);
    expect(outcomes(allow(null, 'a'), allow(null, 'b'))).toEqual(['FIRED', 'FIRED']);
  });

  it('cancel what was there before and what the batch has made, where the task says so', () => {
    const situation = { joinable: 'waiting', isTaskActive: true, isDateActive: false };
    const [one, two] = [firing({ policy: 'CANCEL_PREVIOUS', situation: { ...situation, joinable: null } }), firing({ policy: 'CANCEL_PREVIOUS', businessDate: '2026-08-05', situation })];
    expect(planFirings([one, two])).toEqual({
      plans: [{ outcome: 'FIRED', runId: one.runId }, { outcome: 'FIRED', runId: two.runId }], cancelledTasks: ['sync'], cancelledRuns: [one.runId],
    });
  });

  it('are recorded and nothing more while the task is paused', () => {
    expect(outcomes(firing({ isPaused: true }), firing())).toEqual(['SKIPPED_PAUSED', 'FIRED']);
  });

  it('find what the database knew', () => {
    expect(planFirings([firing({ situation: { joinable: 'waiting', isTaskActive: true, isDateActive: true } })]).plans).toEqual([{ outcome: 'COALESCED', runId: 'waiting' }]);
    expect(outcomes(firing({ situation: { joinable: null, isTaskActive: true, isDateActive: false } }))).toEqual(['QUEUED_BEHIND']);
  });
});
