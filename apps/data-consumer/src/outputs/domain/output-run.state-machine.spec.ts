import { hasEnded, OUTPUT_RUN_STATES, OUTPUT_RUN_TRANSITIONS, outputStatesBefore } from './output-run.state-machine.ts';

describe('the states of the run of an output', () => {
  it('are all reached from PENDING', () => {
    const seen = new Set(OUTPUT_RUN_STATES.slice(0, 1));
    for (const state of seen) for (const next of OUTPUT_RUN_TRANSITIONS[state]) seen.add(next);
    expect(seen).toEqual(new Set(OUTPUT_RUN_STATES));
  });

  it('are left for good only by the three ends, and succeed only by being computed', () => {
    expect(OUTPUT_RUN_STATES.filter(hasEnded)).toEqual(['SUCCEEDED', 'FAILED', 'CANCELLED']);
    expect(outputStatesBefore('SUCCEEDED')).toEqual(['COMPUTING']);
    expect(outputStatesBefore('CANCELLED')).toEqual(['PENDING', 'COMPUTING']);
  });
});
