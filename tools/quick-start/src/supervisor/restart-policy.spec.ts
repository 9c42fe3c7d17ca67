import { decideRestart, RESTART_POLICY, type RestartDecision } from './restart-policy.ts';

describe('decideRestart', () => {
  it('waits twice as long after each death in a row, up to a bound, and then gives up', () => {
    const decisions: RestartDecision[] = [];
    for (let inARow = 0; inARow <= RESTART_POLICY.maxInARow; inARow += 1) decisions.push(decideRestart(RESTART_POLICY, inARow, 100));
    expect(decisions).toEqual([
      ...[250, 500, 1000, 2000, 4000, 8000].map((restartAfterMs, index) => ({ restartAfterMs, inARow: index + 1 })),
      { giveUp: true, inARow: 7 },
    ]);
  });

  it('begins to count anew once a service has been up for a while', () => {
    expect(decideRestart(RESTART_POLICY, 6, RESTART_POLICY.soundAfterMs)).toEqual({ restartAfterMs: 250, inARow: 1 });
  });
});
