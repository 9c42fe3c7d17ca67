import type { FileResource, GroupRun, Occurrence, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { type Client, FILE, onClose } from './client.ts';
import { DATES } from './golden-table.ts';
import type { SecondProvider } from './second-provider.ts';

export const GROUP = 'sync-by-file';
/** The second comes from the second provider. */
export const FILES = [FILE, 'positions-abroad'] as const;

/** What an operator does with a group: one task a file, side by side. */
export class GroupClient {
  constructor(private readonly client: Client) {}

  /** A file of the second provider, a task a file, and their group, started by the close of the first. */
  async define({ source }: SecondProvider, consumerUrl: string): Promise<void> {
    await this.client.call('data-consumer', 'PUT', `/files/${FILES[1]}`, 'files:write', { name: FILES[1], source, target: { table: 'positions_abroad' } });
    for (const file of FILES) {
      await this.client.call('scheduling-platform', 'PUT', `/tasks/${taskOf(file)}`, 'tasks:write', {
        name: taskOf(file),
        target: { urls: [`${consumerUrl}/api/v1/file-syncs/${file}`], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
        redispatchEvery: 'PT2S', retry: { initial: 'PT1S', max: 'PT4S' },
      });
    }
    await this.client.call('scheduling-platform', 'PUT', `/task-groups/${GROUP}`, 'tasks:write', {
      name: GROUP, members: FILES.map((file) => ({ task: taskOf(file), mode: 'ASYNC' })), triggers: [onClose(DATES.grouped)],
    });
  }

  /** The newest group run, once it is in one of the states. */
  async inState(...states: readonly GroupRun['state'][]): Promise<GroupRun> {
    return eventually(async () => {
      const { items } = await this.client.call<{ items: GroupRun[] }>('scheduling-platform', 'GET', `/group-runs?group=${GROUP}`, 'runs:read');
      const run = items[0];
      if (run === undefined || !states.includes(run.state)) throw new Error(`the group run is ${JSON.stringify(run)}`);
      return run;
    }, { within: 90_000 });
  }

  async runByHand(businessDate: string): Promise<Occurrence> {
    return this.client.call('scheduling-platform', 'POST', `/task-groups/${GROUP}/runs`, 'runs:write', { businessDate });
  }

  command(id: string, command: 'cancel' | 'retry'): Promise<GroupRun> {
    return this.client.call('scheduling-platform', 'POST', `/group-runs/${id}/${command}`, 'runs:write');
  }

  membersOf({ members }: GroupRun): Promise<Run[]> {
    return Promise.all(members.map(({ runId }) => this.client.call<Run>('scheduling-platform', 'GET', `/runs/${runId}`, 'runs:read')));
  }

  /** When what is served now was published, a time a file. */
  async publishedAt(): Promise<(string | undefined)[]> {
    return Promise.all(FILES.map(async (file) => (await this.client.call<FileResource>('data-consumer', 'GET', `/files/${file}`, 'files:read')).published?.publishedAt));
  }

  async occurrences(): Promise<Occurrence[]> {
    return (await this.client.call<{ items: Occurrence[] }>('scheduling-platform', 'GET', '/occurrences?limit=500', 'runs:read')).items;
  }
}

const taskOf = (file: string): string => `sync-${file}-alone`;
