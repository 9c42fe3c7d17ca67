import { type ServiceEvents, type ServiceSpec, SupervisedService } from './supervised-service.ts';
import type { RestartPolicy } from './restart-policy.ts';

/** All processes of a quick start, so that one call stops every one of them. */
export class Supervisor {
  private readonly services: SupervisedService[] = [];
  private isStopping = false;

  constructor(
    private readonly events: ServiceEvents,
    private readonly policy?: RestartPolicy,
  ) {}

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
    const rank = ({ spec }: SupervisedService): number => (order.includes(spec.name) ? order.indexOf(spec.name) : order.length);
    for (const service of this.services.toSorted((a, b) => rank(a) - rank(b))) await service.stop(graceMs);
  }

  /** Ends everything at once, without waiting: for the second Ctrl-C, and as the last act before the exit. */
  killNow(): void {
    this.isStopping = true;
    for (const service of this.services) service.kill();
  }
}
