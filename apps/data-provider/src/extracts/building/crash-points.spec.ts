import { parseCrashPlan } from './crash-points.ts';

/* That it kills is seen in `e2e/test/faults/provider-build.spec.ts`, by processes that are killed. */
describe('a plan to crash', () => {
  it('names a point, and for which time', () => {
    expect(parseCrashPlan('part-stored')).toEqual({ point: 'part-stored', times: 1 });
    expect(parseCrashPlan('part-stored:12')).toEqual({ point: 'part-stored', times: 12 });
  });

  it.each(['', 'nowhere', 'toString', 'part-stored:0', 'part-stored:', 'part-stored:1:1'])('is not %j', (text) => {
    expect(parseCrashPlan(text)).toBeNull();
  });
});
