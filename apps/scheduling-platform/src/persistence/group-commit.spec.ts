import { CommitOutcomeUnknownError } from '@syncline/database';
import { GroupCommit } from './group-commit.ts';

/** Batches that are carried out only when the test says so. */
function gated(fails: (items: readonly string[]) => Error | null = () => null) {
  const batches: string[][] = [];
  const gates: (() => void)[] = [];
  const run = async (items: readonly string[]): Promise<string[]> => {
    batches.push([...items]);
    await new Promise<void>((resolve) => gates.push(resolve));
    const error = fails(items);
    if (error !== null) throw error;
    return items.map((item) => item.toUpperCase());
  };
  const open = async (): Promise<void> => {
    while (gates.length > 0) {
      gates.shift()?.();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  };
  return { batches, run, open };
}

const settled = async (results: Promise<string>[]): Promise<string[]> => (await Promise.allSettled(results)).map((one) => (one.status === 'fulfilled' ? one.value : `! ${String(one.reason)}`));

describe('requests that share a transaction', () => {
  it('go at once while little is under way, and together after that', async () => {
    const { batches, run, open } = gated();
    const commits = new GroupCommit(run, { batches: 2, items: 10 });
    const results = ['a', 'b', 'c', 'd'].map((item) => commits.submit(item));
    expect(batches).toEqual([['a'], ['b']]);
    await open();
    expect(await settled(results)).toEqual(['A', 'B', 'C', 'D']);
    expect(batches).toEqual([['a'], ['b'], ['c', 'd']]);
  });

  it('are never more than a batch may hold, by number or by weight; one that is too heavy goes alone', async () => {
    const { batches, run, open } = gated();
    const commits = new GroupCommit(run, { batches: 1, items: 3, weigh: (item: string) => item.length });
    const results = ['x', 'aa', 'b', 'cccc', 'd'].map((item) => commits.submit(item));
    await open();
    await settled(results);
    expect(batches).toEqual([['x'], ['aa', 'b'], ['cccc'], ['d']]);
  });

  it('are tried one by one when their batch fails, so that one at fault fails alone', async () => {
    const { batches, run, open } = gated((items) => (items.some((item) => item.startsWith('bad')) ? new Error('bad is bad') : null));
    const commits = new GroupCommit(run, { batches: 1, items: 10 });
    const results = ['first', 'a', 'bad', 'bad too', 'b'].map((item) => commits.submit(item));
    await open();
    expect(await settled(results)).toEqual(['FIRST', 'A', '! Error: bad is bad', '! Error: bad is bad', 'B']);
    expect(batches).toEqual([['first'], ['a', 'bad', 'bad too', 'b'], ['a'], ['bad'], ['bad too'], ['b']]);
  });

  it('are not tried again when nobody knows whether they were committed', async () => {
    const { batches, run, open } = gated((items) => (items.includes('a') ? new CommitOutcomeUnknownError(null) : null));
    const commits = new GroupCommit(run, { batches: 1, items: 10 });
    const results = ['first', 'a', 'b'].map((item) => commits.submit(item));
    await open();
    expect((await settled(results)).map((one) => one.startsWith('!'))).toEqual([false, true, true]);
    expect(batches).toEqual([['first'], ['a', 'b']]);
  });

  it('share a failure that is nobody’s own: a database that is not there is not asked for each', async () => {
    const { batches, run, open } = gated((items) => (items.includes('first') ? null : Object.assign(new Error('no'), { code: 'ECONNREFUSED' })));
    const commits = new GroupCommit(run, { batches: 1, items: 10 });
    const results = ['first', 'a', 'b', 'c', 'd'].map((item) => commits.submit(item));
    await open();
    expect(await settled(results)).toEqual(['FIRST', ...Array.from({ length: 4 }, () => '! Error: no')]);
    expect(batches).toEqual([['first'], ['a', 'b', 'c', 'd']]);
  });

  it('make way when somebody holds a lock: each is tried alone, beside the batches, and three times at most', async () => {
    const { batches, run, open } = gated((items) => (items.some((item) => item.startsWith('held')) ? Object.assign(new Error('waited'), { code: '55P03' }) : null));
    const commits = new GroupCommit(run, { batches: 1, items: 10 });
    const results = ['first', 'held', 'a', 'b', 'c'].map((item) => commits.submit(item));
    await open();
    expect(await settled(results)).toEqual(['FIRST', '! Error: waited', 'A', 'B', 'C']);
    expect(batches).toEqual([['first'], ['held', 'a', 'b', 'c'], ['held'], ['a'], ['b'], ['c'], ['held'], ['held']]);
  });

  it('do not wait for those that wait for a lock', async () => {
    let free: () => void = () => undefined;
    const lock = new Promise<void>((resolve) => (free = resolve));
    let attempts = 0;
    const run = async (items: readonly string[]): Promise<string[]> => {
      if (items.includes('held') && (attempts += 1) === 1) throw Object.assign(new Error('waited'), { code: '55P03' });
      if (items.includes('held')) await lock;
      return [...items];
    };
    const commits = new GroupCommit(run, { batches: 1, items: 10 });
    const held = commits.submit('held');
    expect(await Promise.all(['a', 'b'].map((item) => commits.submit(item)))).toEqual(['a', 'b']);
    free();
    expect(await held).toBe('held');
  });

  it('are refused while too much is unanswered, and taken again after that; what is heavy alone is taken', async () => {
    const { batches, run, open } = gated();
    const commits = new GroupCommit(run, { batches: 1, items: 10, weigh: (item: string) => item.length, unanswered: 4 });
    const results = ['heavier', 'a'].map((item) => commits.submit(item));
    await open();
    results.push(...['aa', 'b', 'cc', 'd', 'e'].map((item) => commits.submit(item)));
    await open();
    results.push(commits.submit('f'));
    await open();
    const refused = '! DomainError: SERVICE_UNAVAILABLE: More is asked of the service at the moment than it can do.';
    expect(await settled(results)).toEqual(['HEAVIER', refused, 'AA', 'B', refused, 'D', refused, 'F']);
    expect(batches).toEqual([['heavier'], ['aa'], ['b', 'd'], ['f']]);
    await expect(Promise.all(Array.from({ length: 5 }, () => commits.submit('x')))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE', headers: { 'retry-after': '5' } });
  });
});
