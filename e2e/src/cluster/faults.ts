import { eventually } from '@syncline/test-kit';
import type { ServiceProcess } from '../service-process.ts';
import { chance } from './chance.ts';
import type { Cluster } from './cluster.ts';

/** `kill`: -9 and a new process; `freeze`: SIGSTOP for longer than the lease, then SIGCONT; `stop`: SIGTERM and a new process; `database`: an immediate restart. */
export type Fault = 'kill' | 'freeze' | 'stop' | 'database';

/** Does harm to a cluster, one thing after the other, and keeps a log of it. */
export class Faults {
  readonly log: string[] = [];

  constructor(
    private readonly cluster: Cluster,
    private readonly seed: number,
  ) {}

  /** @param before waits for the moment of the n-th fault */
  async inject(faults: readonly Fault[], before: (n: number) => Promise<unknown>): Promise<void> {
    for (const [index, fault] of faults.entries()) {
      await before(index);
      const node = this.cluster.nodes[Math.floor(chance(this.seed, 'fault', index) * this.cluster.nodes.length)];
      if (node === undefined) throw new Error('A cluster has nodes');
      this.#note(`${fault} ${fault === 'database' ? '' : node.url}`);
      await this.#do(fault, node);
      this.#note(`${fault} is over`);
    }
  }

  async #do(fault: Fault, node: ServiceProcess): Promise<void> {
    switch (fault) {
      case 'kill':
        await node.kill();
        return node.start();
      case 'stop':
        await node.stop();
        return node.start();
      case 'freeze':
        node.freeze();
        await this.#untilLeasesAreGone(node);
        // What ended while it slept must not be touched when it wakes: the caller compares the end of every run.
        return node.wake();
      case 'database':
        return this.cluster.postgres.restartImmediate();
    }
  }

  /** Seen by the other nodes: nothing was heard of it for so long that all it held was taken away. */
  async #untilLeasesAreGone(node: ServiceProcess): Promise<void> {
    const { leaseMs, sweepMs } = this.cluster.timing;
    await eventually(async () => {
      const seen = (await this.cluster.api.nodes()).find(({ id }) => id === node.id);
      return seen?.state === 'LOST' && Date.now() - Date.parse(seen.lastSeenAt) > leaseMs + 2 * sweepMs;
    }, { within: 30_000 });
  }

  #note(text: string): void {
    this.log.push(`${(performance.now() / 1_000).toFixed(3)} s  ${text.trim()}`);
  }
}
