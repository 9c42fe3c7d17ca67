import { Module } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { eventually } from '@syncline/test-kit';
import { Loop, LoopRegistry } from '../src/index.ts';
import { recordLog, startStopCases } from '../src/testing/index.ts';
import { startSample } from './support/sample-service.ts';

const log = recordLog();

describe('the contract of starting and stopping', () => {
  for (const { name, run } of startStopCases((spec) => new Loop(spec, log.logger))) it(name, run);
});

it('turns again at once while there is more, and gives others their turn in between', async () => {
  const order: string[] = [];
  const runOnce = async (): Promise<boolean> => {
    order.push('turn');
    setImmediate(() => order.push('other'));
    return order.filter((entry) => entry === 'turn').length < 3;
  };
  const loop = new Loop({ name: 'draining', everyMs: 3_600_000, runOnce }, log.logger);
  loop.start();
  await eventually(() => order.length === 6);
  await loop.stop();
  expect(order).toEqual(['turn', 'other', 'turn', 'other', 'turn', 'other']);
});

it('turns by its timer', async () => {
  let turns = 0;
  const loop = new Loop({ name: 'ticking', everyMs: 5, runOnce: async () => { turns += 1; return false; } }, log.logger);
  loop.start();
  await eventually(() => turns >= 4);
  await loop.stop();
});

it('waits for its next tick after a failure, though there would be more, and logs ever more seldom', async () => {
  const own = recordLog();
  let turns = 0;
  const loop = new Loop({ name: 'failing', everyMs: 2, runOnce: async () => { turns += 1; throw new Error(`no ${turns}`); } }, own.logger);
  loop.start();
  await eventually(() => turns >= 9);
  await loop.stop();
  const logged = own.lines().filter(({ loop: name }) => name === 'failing').map(({ failures, level }) => [failures, level]);
  expect(logged.slice(0, 4)).toEqual([[1, 'warn'], [2, 'warn'], [4, 'warn'], [8, 'error']]);
});

it('says when it works again', async () => {
  const own = recordLog();
  let turns = 0;
  const loop = new Loop({ name: 'mended', everyMs: 2, runOnce: async () => { if ((turns += 1) < 3) throw new Error('no'); return false; } }, own.logger);
  loop.start();
  await eventually(() => turns >= 3);
  await loop.stop();
  expect(own.lines().at(-1)).toMatchObject({ level: 'info', msg: 'the loop works again', failures: 2 });
});

it('can be stepped by a test, which sees what the work throws', async () => {
  const loop = new Loop({ name: 'stepped', everyMs: 3_600_000, runOnce: async () => { throw new Error('seen'); } }, log.logger);
  await expect(loop.runOnce()).rejects.toThrow('seen');
});

it.each([0, -1, 2 ** 31, Number.NaN])('cannot turn every %d ms', (everyMs) => {
  expect(() => new Loop({ name: 'x', everyMs, runOnce: async () => false }, log.logger)).toThrow(RangeError);
});

describe('the loops of a process', () => {
  it('start with the application, are known to the scheduler, and stop before the server and the features do', async () => {
    const order: string[] = [];
    let turns = 0;
    class Feature {
      constructor(loops: LoopRegistry) {
        loops.add({ name: 'feature', everyMs: 5, runOnce: async (signal) => { turns += 1; if (signal.aborted) order.push('turn after stop'); return false; } });
      }
      beforeApplicationShutdown(): void {
        order.push('feature lets go');
      }
      onApplicationShutdown(): void {
        order.push('feature ends');
      }
    }
    class FeatureModule {}
    Module({ providers: [{ provide: Feature, useFactory: (loops: LoopRegistry) => new Feature(loops), inject: [LoopRegistry] }] })(FeatureModule);
    const sample = await startSample({ module: () => FeatureModule });
    await eventually(() => turns >= 2);
    expect(sample.app.get(SchedulerRegistry, { strict: false }).getIntervals()).toEqual(['feature']);
    const loop = sample.app.get(LoopRegistry).get('feature');
    await sample.close();
    expect(loop.isStarted).toBe(false);
    expect(order).toEqual(['feature lets go', 'feature ends']);
  });

  it('have different names', async () => {
    const sample = await startSample();
    const loops = sample.app.get(LoopRegistry);
    loops.add({ name: 'once', everyMs: 1_000, runOnce: async () => false });
    expect(() => loops.add({ name: 'once', everyMs: 1_000, runOnce: async () => false })).toThrow('once');
    await sample.close();
  });
});
