import { decideOverlap, queueKey, type OverlapPolicy, type OverlapSituation } from './decide-overlap.ts';

const idle: OverlapSituation = { joinable: null, taskIsActive: false, dateIsActive: false };
const otherDate: OverlapSituation = { ...idle, taskIsActive: true };
const sameDate: OverlapSituation = { ...otherDate, dateIsActive: true };

describe('overlap', () => {
  it.each<[OverlapPolicy, string, string, string]>([
    ['SKIP', 'FIRED', 'SKIPPED_OVERLAP', 'SKIPPED_OVERLAP'],
    ['QUEUE', 'FIRED', 'QUEUED_BEHIND', 'QUEUED_BEHIND'],
    ['ALLOW', 'FIRED', 'FIRED', 'QUEUED_BEHIND'],
    ['CANCEL_PREVIOUS', 'FIRED', 'FIRED', 'FIRED'],
  ])('%s: idle %s, another date active %s, the same date active %s', (policy, whenIdle, whenOther, whenSame) => {
    expect([idle, otherDate, sameDate].map((situation) => decideOverlap(policy, situation).outcome)).toEqual([whenIdle, whenOther, whenSame]);
  });

  it.each<OverlapPolicy>(['SKIP', 'QUEUE', 'ALLOW', 'CANCEL_PREVIOUS'])('%s joins a run that waits for the same work', (policy) => {
    expect(decideOverlap(policy, { ...sameDate, joinable: 'r1' })).toEqual({ outcome: 'COALESCED', runId: 'r1' });
  });

  it('cancels what is active only where the policy says so', () => {
    expect(decideOverlap('CANCEL_PREVIOUS', otherDate)).toEqual({ outcome: 'FIRED', cancelsPrevious: true });
    expect(decideOverlap('CANCEL_PREVIOUS', idle)).toEqual({ outcome: 'FIRED', cancelsPrevious: false });
  });

  it('takes turns per task, and per date where overlap is allowed', () => {
    expect(queueKey('QUEUE', 'sync', '2026-08-04')).toBe('sync');
    expect(queueKey('ALLOW', 'sync', '2026-08-04')).toBe('sync@2026-08-04');
  });
});
