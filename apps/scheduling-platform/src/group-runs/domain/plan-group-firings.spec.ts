import { planGroupFirings, type ActiveGroupRun, type GroupFiring } from './plan-group-firings.ts';

const firing = (groupRunId: string, businessDate: string | null, changes: Partial<GroupFiring> = {}): GroupFiring =>
  ({ groupRunId, group: 'night', businessDate, parametersDigest: 'none', overlap: 'QUEUE', isPaused: false, ...changes });
const running = (groupRunId: string, businessDate: string | null, changes: Partial<ActiveGroupRun> = {}): ActiveGroupRun =>
  ({ groupRunId, group: 'night', businessDate, parametersDigest: 'none', isUntouched: false, ...changes });
const outcomes = (...parameters: Parameters<typeof planGroupFirings>): string[] =>
  planGroupFirings(...parameters).map(({ outcome, groupRunId }) => (groupRunId === null ? outcome : `${outcome} ${groupRunId}`));

describe('firings of groups that arrive together', () => {
  it('see each other', () => {
    expect(outcomes([firing('a', '2026-08-04'), firing('b', '2026-08-05'), firing('c', '2026-08-05'), firing('d', '2026-08-05', { parametersDigest: 'some' })], []))
      .toEqual(['FIRED a', 'QUEUED_BEHIND b', 'COALESCED b', 'QUEUED_BEHIND d']);
  });

  it('do not see those of other groups', () => {
    expect(outcomes([firing('a', '2026-08-04'), firing('b', '2026-08-04', { group: 'day' })], [running('x', '2026-08-04', { group: 'noon' })])).toEqual(['FIRED a', 'FIRED b']);
  });

  it('join only what has not begun', () => {
    expect(outcomes([firing('a', '2026-08-04')], [running('x', '2026-08-04')])).toEqual(['QUEUED_BEHIND a']);
    expect(outcomes([firing('a', '2026-08-04')], [running('x', '2026-08-04', { isUntouched: true })])).toEqual(['COALESCED x']);
  });

  it('join nothing where each is to be made good by a group run of its own', () => {
    expect(outcomes([firing('a', null, { standsAlone: true }), firing('b', null, { standsAlone: true })], [])).toEqual(['FIRED a', 'QUEUED_BEHIND b']);
  });

  it('go by the policy of their group', () => {
    const present = [running('x', '2026-08-04')];
    expect(outcomes([firing('a', '2026-08-05', { overlap: 'SKIP' })], present)).toEqual(['SKIPPED_OVERLAP']);
    expect(outcomes([firing('a', '2026-08-05', { overlap: 'ALLOW' }), firing('b', '2026-08-04', { overlap: 'ALLOW' })], present)).toEqual(['FIRED a', 'QUEUED_BEHIND b']);
    expect(outcomes([firing('a', null, { overlap: 'ALLOW' })], [running('x', null)])).toEqual(['FIRED a']);
    expect(outcomes([firing('a', '2026-08-05', { isPaused: true })], present)).toEqual(['SKIPPED_PAUSED']);
  });

  it('take the place of what ran before, each once', () => {
    const plans = planGroupFirings([firing('a', '2026-08-05', { overlap: 'CANCEL_PREVIOUS' }), firing('b', '2026-08-06', { overlap: 'CANCEL_PREVIOUS' })], [running('x', '2026-08-04'), running('y', '2026-08-03')]);
    expect(plans.map(({ cancels }) => cancels)).toEqual([['x', 'y'], ['a']]);
  });
});
