import assert from 'node:assert/strict';
import type { Loop, LoopSpec } from '../loops/loop.ts';

export interface StartStopCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Far longer than a case takes: only the start and nudges make turns. */
const NEVER_MS = 3_600_000;

/**
 * What every loop must stand, whatever it does: `for (const { name, run } of startStopCases(make)) it(name, run)`.
 * @param make builds the loop around the given work, which a real one may wrap
 */
export function startStopCases(make: (spec: LoopSpec) => Loop): StartStopCase[] {
  const build = (work: Work): Loop => make({ name: 'tested', everyMs: NEVER_MS, runOnce: work.runOnce });
  return [
    { name: 'may be stopped before it is started', run: async () => build(new Work()).stop() },
    {
      name: 'may be stopped twice, also at once',
      run: async () => {
        const loop = build(new Work());
        loop.start();
        await Promise.all([loop.stop(), loop.stop()]);
        await loop.stop();
      },
    },
    {
      name: 'makes one turn at its start, however often it is started',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        assert.equal(loop.start(), loop.start());
        await loop.stop();
        assert.equal(work.turns, 1);
      },
    },
    {
      name: 'never overlaps itself, and makes one more turn for all nudges during a turn',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        work.hold();
        loop.start();
        for (let i = 0; i < 10; i += 1) loop.nudge();
        work.release();
        await work.reached(2);
        await loop.stop();
        assert.equal(work.turns, 2);
        assert.equal(work.mostAtOnce, 1);
      },
    },
    {
      name: 'waits at its stop for the turn in flight, which hears of it',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        work.hold();
        loop.start();
        let isStopped = false;
        const stopped = loop.stop().then(() => (isStopped = true));
        await Promise.resolve();
        assert.equal(work.signal?.aborted, true);
        assert.equal(isStopped, false);
        work.release();
        await stopped;
        assert.equal(work.running, 0);
      },
    },
    {
      name: 'makes no turn after its stop',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        loop.start();
        await loop.stop();
        loop.nudge();
        assert.equal(work.turns, 1);
      },
    },
    {
      name: 'may be started again',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        loop.start();
        await loop.stop();
        loop.start();
        assert.equal(work.signal?.aborted, false);
        await loop.stop();
        assert.equal(work.turns, 2);
      },
    },
    {
      name: 'goes on after a turn that threw',
      run: async () => {
        const work = new Work();
        const loop = build(work);
        work.failNext = true;
        loop.start();
        await loop.stop();
        loop.start();
        await loop.stop();
        assert.equal(work.turns, 2);
      },
    },
  ];
}

/** Work that a case holds up and counts. */
class Work {
  turns = 0;
  running = 0;
  mostAtOnce = 0;
  failNext = false;
  signal: AbortSignal | undefined;
  #gate: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #watchers: { turns: number; resolve: () => void }[] = [];

  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  release(): void {
    this.#gate = undefined;
    this.#open();
  }

  reached(turns: number): Promise<void> {
    if (this.turns >= turns) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push({ turns, resolve }));
  }

  runOnce = async (signal: AbortSignal): Promise<boolean> => {
    this.signal = signal;
    this.turns += 1;
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    this.#watchers.filter((watcher) => watcher.turns <= this.turns).forEach((watcher) => watcher.resolve());
    await this.#gate;
    this.running -= 1;
    if (this.failNext) {
      this.failNext = false;
      throw new Error('a turn failed on purpose');
    }
    return false;
  };
}
