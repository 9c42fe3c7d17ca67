import { jest } from '@jest/globals';
import { crashPoints } from './crash-points.ts';

/* Real processes die by it in the apps' tests and in the end-to-end tests of faults. */
describe('a plan to crash', () => {
  const { parseCrashPlan, planCrash, reach } = crashPoints({ 'part-stored': 'a part is stored', 'sealed': 'all is sealed' });

  it('names a point, and for which time', () => {
    expect(parseCrashPlan('part-stored')).toEqual({ point: 'part-stored', times: 1 });
    expect(parseCrashPlan('part-stored:12')).toEqual({ point: 'part-stored', times: 12 });
  });

  it.each(['', 'nowhere', 'toString', 'part-stored:0', 'part-stored:', 'part-stored:1:1'])('is not %j', (text) => {
    expect(parseCrashPlan(text)).toBeNull();
  });

  it('kills the process at its point, the time it says, and at no other', () => {
    const kill = jest.spyOn(process, 'kill').mockReturnValue(true);
    try {
      reach('part-stored');
      planCrash(parseCrashPlan('part-stored:2'));
      reach('sealed');
      reach('part-stored');
      expect(kill).not.toHaveBeenCalled();
      reach('part-stored');
      reach('part-stored');
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
    } finally {
      kill.mockRestore();
    }
  });
});
