import { ClientUsage } from './client-usage.ts';

describe('what a client may take', () => {
  it('is so many downloads at once; each that ends makes room for one', () => {
    const usage = new ClientUsage({ concurrentDownloads: 2 }, 0);
    usage.begin(10);
    expect(usage.waitAt(0)).toBeUndefined();
    usage.begin(10);
    expect(usage.waitAt(0)).toMatchObject({ seconds: 1 });
    expect(usage.isIdleAt(0)).toBe(false);
    usage.end(10);
    expect(usage.waitAt(0)).toBeUndefined();
    usage.end(0);
    expect(usage.isIdleAt(0)).toBe(true);
  });

  it('is so many bytes on average; what was not sent is not counted', () => {
    const usage = new ClientUsage({ concurrentDownloads: 9, bytesPerSecond: 1_000 }, 0);
    usage.begin(100_000);
    expect(usage.waitAt(0)?.seconds).toBeCloseTo(99, 0);
    usage.end(99_500);
    expect(usage.waitAt(0)).toBeUndefined();
    usage.begin(100_000);
    usage.end(0);
    expect(usage.waitAt(1_000)?.seconds).toBeCloseTo(98.5, 0);
    // It owes still: who forgot it now would let it begin anew.
    expect(usage.isIdleAt(1_000)).toBe(false);
    expect(usage.isIdleAt(200_000)).toBe(true);
  });
});
