import { phasesOf } from './phases.ts';

describe('phasesOf', () => {
  it('adds up to the whole: what nobody claims is transfer', () => {
    const phases = phasesOf(10, 3, { load: 4, merge: 1, prove: 0.5, commit: 0.25 });
    expect(phases).toEqual({ extract: 3, transfer: 1.25, load: 4, prove: 0.5, publish: 1.25 });
    expect(Object.values(phases).reduce((sum, seconds) => sum + seconds, 0)).toBe(10);
  });

  it('counts waiting for bytes as transfer, not as load', () => {
    expect(phasesOf(10, 3, { load: 4, waiting: 1, prove: 3 })).toEqual({ extract: 3, transfer: 1, load: 3, prove: 3, publish: 0 });
  });

  it('is never negative where clocks of two processes disagree by a hair', () => {
    expect(phasesOf(4.999, 1, { load: 2, prove: 2 }).transfer).toBe(0);
  });
});
