import type { Alert, Dispatch, GroupRun, Occurrence } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import type { FakeTarget } from './fake-target.ts';
import { aName, aTask, proven, type PlatformClient } from './platform-client.ts';

export type Member = readonly [task: string, mode: 'SYNC' | 'ASYNC'];

/** Groups of tasks that all go to one fake target, and what the target's own record says about them. */
export class GroupScene {
  constructor(
    readonly platform: PlatformClient,
    readonly target: FakeTarget,
  ) {}

  /** Defines a task of that word; dispatched once, so that the target's record is the order of the beginnings. */
  async task(word: string, changes: object = {}): Promise<string> {
    const task = { ...aTask(this.target.url, { redispatchEvery: 'PT1H', ...changes }), name: aName(word) };
    const { status, body } = await this.platform.call('PUT', `/tasks/${task.name}`, { body: task });
    if (status !== 201) throw new Error(`Task ${task.name}: ${JSON.stringify(body)}`);
    return task.name;
  }

  /** Defines a group of tasks that are there. */
  async group(members: readonly Member[], changes: object = {}): Promise<string> {
    const group = { name: aName('group'), members: members.map(([task, mode]) => ({ task, mode })), ...changes };
    const { status, body } = await this.platform.call('PUT', `/task-groups/${group.name}`, { body: group });
    if (status !== 201) throw new Error(`Group ${group.name}: ${JSON.stringify(body)}`);
    return group.name;
  }

  /** Defines a task for each mode, and their group. */
  async groupOf(modes: readonly Member[1][], changes: object = {}, taskChanges: object = {}): Promise<{ group: string; tasks: string[] }> {
    const tasks: string[] = [];
    for (const _ of modes) tasks.push(await this.task('member', taskChanges));
    return { tasks, group: await this.group(modes.map((mode, index) => [tasks[index] ?? '', mode]), changes) };
  }

  async fire(group: string, body: object = {}): Promise<Occurrence> {
    return (await this.platform.call<Occurrence>('POST', `/task-groups/${group}/runs`, { body })).body;
  }

  /** Fires the group; answers the id of its run. */
  async start(group: string, body: object = {}): Promise<string> {
    const occurrence = await this.fire(group, body);
    if (occurrence.groupRunId === null || occurrence.groupRunId === undefined) throw new Error(`No group run: ${JSON.stringify(occurrence)}`);
    return occurrence.groupRunId;
  }

  async groupRun(id: string): Promise<GroupRun> {
    return (await this.platform.call<GroupRun>('GET', `/group-runs/${id}`)).body;
  }

  /** Waits until the group run is as wanted. */
  async untilGroup(id: string, isAsWanted: (run: GroupRun) => boolean): Promise<GroupRun> {
    let last: GroupRun | undefined;
    try {
      await eventually(async () => isAsWanted((last = await this.groupRun(id))), { within: 15_000 });
    } catch (cause) {
      throw new Error(`Group run ${id} stands like this: ${JSON.stringify(last)}`, { cause });
    }
    return last as GroupRun;
  }

  until(id: string, ...states: GroupRun['state'][]): Promise<GroupRun> {
    return this.untilGroup(id, ({ state }) => states.includes(state));
  }

  /** `[['extract', 'SUCCEEDED'], …]` in the order of the group, by the words the tasks were defined with. */
  async standing(id: string): Promise<string[]> {
    return (await this.groupRun(id)).members.map(({ state }) => state);
  }

  /** The dispatches of a task, by the target's record. */
  dispatchesOf(task: string): Dispatch[] {
    return this.target.dispatches.filter((dispatch) => dispatch.task === task);
  }

  /** Waits until the target has heard of the task (so many times), and answers the run of the last dispatch. */
  async dispatched(task: string, times = 1): Promise<string> {
    await eventually(() => this.dispatchesOf(task).length >= times, { within: 15_000 });
    return this.dispatchesOf(task).at(-1)?.runId ?? '';
  }

  /** Waits for the dispatch of the task, and reports that its work is done and proven. */
  async finish(task: string, report: object = proven(), times = 1): Promise<void> {
    const { status, body } = await this.platform.report(await this.dispatched(task, times), report);
    if (status !== 200) throw new Error(`Report of ${task}: ${JSON.stringify(body)}`);
  }

  /**
   * Lets time pass as far as groups are concerned: another group goes all the way, signals, release and dispatch. What was to
   * happen to others before has happened then.
   */
  async tick(): Promise<void> {
    const { group, tasks } = await this.groupOf(['SYNC']);
    await this.start(group);
    await this.finish(tasks[0] ?? '');
  }

  async alerts(groupRunId: string): Promise<Alert[]> {
    return (await this.platform.call<{ items: Alert[] }>('GET', '/alerts?limit=500')).body.items.filter((alert) => alert.groupRunId === groupRunId);
  }
}
