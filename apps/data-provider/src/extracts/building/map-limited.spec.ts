import { setImmediate } from 'node:timers/promises';
import { mapLimited } from './map-limited.ts';

const never = new AbortController().signal;

describe('mapLimited', () => {
  it('runs at most so many at once, and gives the results in order', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimited([5, 1, 4, 2, 3], 2, never, async (turns) => {
      most = Math.max(most, (running += 1));
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      running -= 1;
      return turns * 10;
    });
    expect(results).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  it('at the first failure aborts the others, waits for them and begins nothing more', async () => {
    const begun: number[] = [];
    let hasEnded = false;
    await expect(mapLimited([1, 2, 3, 4], 2, never, async (item, signal) => {
      begun.push(item);
      if (item === 1) throw new Error('one');
      while (!signal.aborted) await setImmediate();
      await setImmediate();
      hasEnded = true;
      throw new Error('because of one');
    })).rejects.toThrow(/^one$/);
    expect([begun, hasEnded]).toEqual([[1, 2], true]);
  });

  it('ends when the caller aborts', async () => {
    const aborted = new AbortController();
    const work = mapLimited([1, 2, 3], 1, aborted.signal, async (item) => {
      if (item === 2) aborted.abort(new Error('stop'));
      return item;
    });
    await expect(work).rejects.toThrow('stop');
  });
});
