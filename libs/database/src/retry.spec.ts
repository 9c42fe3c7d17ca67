import { retryConflicts } from './retry.ts';

const failing = (times: number, code: string): { calls: () => number; work: () => Promise<string> } => {
  let calls = 0;
  return {
    calls: () => calls,
    work: () => ((calls += 1) <= times ? Promise.reject(Object.assign(new Error(code), { code })) : Promise.resolve('done')),
  };
};

describe('retryConflicts', () => {
  it('does it again after a deadlock, five times in all', async () => {
    const four = failing(4, '40P01');
    await expect(retryConflicts(four.work)).resolves.toBe('done');
    const five = failing(5, '40001');
    await expect(retryConflicts(five.work)).rejects.toThrow('40001');
    expect(five.calls()).toBe(5);
  });

  it('does not touch any other error', async () => {
    const other = failing(1, '23505');
    await expect(retryConflicts(other.work)).rejects.toThrow('23505');
    expect(other.calls()).toBe(1);
  });
});
