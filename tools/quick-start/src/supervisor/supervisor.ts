import { ChildProcess, describeExit, type ProcessSpec } from './child-process.ts';
import { type ServiceEvents, type ServiceSpec, SupervisedService } from './supervised-service.ts';
import type { RestartPolicy } from './restart-policy.ts';

/** All processes of a quick start, so that one call stops every one of them. */
export class Supervisor {
  private readonly services: SupervisedService[] = [];
  private readonly jobs = new Set<ChildProcess>();
  private isStopping = false;

  constructor(
    private readonly events: ServiceEvents,
    private readonly policy?: RestartPolicy,
  ) {}

  /** Runs a process to its end; answers how it failed in words, or null when it ended with 0. */
  async run(spec: ProcessSpec): Promise<string | null> {
    if (this.isStopping) return 'was not started';
    const job = new ChildProcess(spec);
    this.jobs.add(job);
    const exit = await job.exited;
    this.jobs.delete(job);
    return exit.code === 0 ? null : describeExit(exit);
  }

  /** Starts a service and keeps it up; resolves when it is ready (its process id), or to null when it did not become so. */
  async start(spec: ServiceSpec): Promise<number | null> {
    if (this.isStopping) return null;
    const service = new SupervisedService(spec, this.events, this.policy);
    this.services.push(service);
    return (await service.start()) ? (service.pid ?? null) : null;
  }

  /** Process id of a service now. */
  pidOf(name: string): number | undefined {
    return this.services.find((service) => service.spec.name === name)?.pid;
  }

  /** Stops everything, services in the given order, each within `graceMs`; what is not in the order comes last. */
  async stop(order: readonly string[], graceMs: number): Promise<void> {
    this.isStopping = true;
    await Promise.all([...this.jobs].map((job) => job.stop(graceMs)));
    const rank = ({ spec }: SupervisedService): number => (order.includes(spec.name) ? order.indexOf(spec.name) : order.length);
    for (const service of this.services.toSorted((a, b) => rank(a) - rank(b))) await service.stop(graceMs);
  }

  /** Ends everything at once, without waiting: for the second Ctrl-C, and as the last act before the exit. */
  killNow(): void {
    this.isStopping = true;
    for (const job of this.jobs) job.kill();
    for (const service of this.services) service.kill();
  }
}
