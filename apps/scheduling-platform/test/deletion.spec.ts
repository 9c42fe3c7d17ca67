import type { Occurrence } from '@syncline/contract';
import { aName, aTask, closed, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';

/** Deleting and firing in the same moment: one of them comes first, and the other sees it. */
describe('a definition that is deleted while it fires', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
  });
  afterAll(() => world.close());

  const TRIES = 12;
  const define = async (kind: 'tasks' | 'task-groups', body: { readonly name: string; readonly [field: string]: unknown }): Promise<string> => {
    expect((await platform.call('PUT', `/${kind}/${body.name}`, { body })).status).toBe(201);
    return body.name;
  };
  /** Both at once. @returns whether the firing led to work, and whether the definition is gone */
  const race = async (fire: () => Promise<boolean>, path: string): Promise<{ hasFired: boolean; isGone: boolean }> => {
    const [hasFired, { status }] = await Promise.all([fire(), platform.call('DELETE', path)]);
    return { hasFired, isGone: status === 204 };
  };
  const byHand = (path: string) => async () => (await platform.call('POST', `${path}/runs`, { body: {} })).status === 202;

  it('is fired by hand or is gone, never both', async () => {
    for (let n = 0; n < TRIES; n += 1) {
      const path = `/tasks/${await define('tasks', aTask(world.target.url))}`;
      const { hasFired, isGone } = await race(byHand(path), path);
      expect(hasFired).toBe(!isGone);
    }
  });

  it('hears a message or is gone', async () => {
    for (let n = 0; n < TRIES; n += 1) {
      const type = aName('deletion');
      const path = `/tasks/${await define('tasks', aTask(world.target.url, { triggers: [{ kind: 'message', type }] }))}`;
      const { hasFired, isGone } = await race(async () => ((await platform.publish(closed('2026-08-04', { type }))).body as { occurrences: Occurrence[] }).occurrences.length > 0, path);
      expect(hasFired).toBe(!isGone);
    }
  });

  it('is fired as a group or is gone', async () => {
    const member = await define('tasks', aTask(world.target.url));
    for (let n = 0; n < TRIES; n += 1) {
      const path = `/task-groups/${await define('task-groups', { name: aName('group'), members: [{ task: member, mode: 'ASYNC' }] })}`;
      const { hasFired, isGone } = await race(byHand(path), path);
      expect(hasFired).toBe(!isGone);
    }
  });
});
