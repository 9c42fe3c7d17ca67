import { parseCrashPlan } from './crash-points.ts';

/* That it kills is seen in `test/crash-points.spec.ts`, by processes that are killed. */
describe('a plan to crash', () => {
  it('names a point, and for which time', () => {
    expect(parseCrashPlan('part-after-commit')).toEqual({ point: 'part-after-commit', times: 1 });
    expect(parseCrashPlan('part-after-commit:12')).toEqual({ point: 'part-after-commit', times: 12 });
  });

  it.each(['', 'nowhere', 'toString', 'part-after-commit:0', 'part-after-commit:', 'part-after-commit:1:1'])('is not %j', (text) => {
    expect(parseCrashPlan(text)).toBeNull();
  });
});
