import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('returns what the check returned once it neither throws nor is false', async () => {
    const answers = [() => { throw new Error('not yet'); }, () => false as const, () => 42];
    await expect(eventually(() => answers.shift()?.())).resolves.toBe(42);
  });

  it('throws the last error after the deadline', async () => {
    let round = 0;
    await expect(eventually(() => { throw new Error(`round ${(round += 1)}`); }, { within: 30 })).rejects.toThrow(/^round \d+$/);
    expect(round).toBeGreaterThan(1);
  });

  it('says so when the check only ever was false', async () => {
    await expect(eventually(() => false, { within: 20 })).rejects.toThrow('Still false after 20 ms');
  });
});
