import { Turns } from './turns.ts';

it('lets so many in at once, the others in the order in which they came, also after one that failed', async () => {
  const turns = new Turns(2, 60_000);
  const ends: (() => void)[] = [];
  const begun: number[] = [];
  const all = [0, 1, 2, 3].map((n) => turns.take(async () => {
    begun.push(n);
    await new Promise<void>((resolve) => ends.push(resolve));
    if (n === 0) throw new Error('gone');
    return n;
  }).catch(() => 'failed'));
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[0]?.();
  await all[0];
  expect(begun).toEqual([0, 1, 2]);
  for (let n = 1; n < 4; n += 1) {
    ends[n]?.();
    await all[n];
  }
  expect([begun, await Promise.all(all)]).toEqual([[0, 1, 2, 3], ['failed', 1, 2, 3]]);
});

it('sends away who waited for too long, and gives the turn to the next', async () => {
  const turns = new Turns(1, 20);
  let end = (): void => undefined;
  const first = turns.take(() => new Promise<void>((resolve) => { end = resolve; }));
  await expect(turns.take(async () => 'late')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  const third = turns.take(async () => 'in time');
  end();
  expect([await first, await third]).toEqual([undefined, 'in time']);
});
