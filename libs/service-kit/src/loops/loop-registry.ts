import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Logger } from '../logging/logger.ts';
import { Loop } from './loop.ts';
import type { LoopSpec } from './loop.ts';

/**
 * The loops of this process, kept in the registry of `@nestjs/schedule`. They start when the whole application is
 * there and are the first thing to stop: what they use may be let go in `beforeApplicationShutdown` or later.
 */
@Injectable()
export class LoopRegistry implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #loops = new Map<string, Loop>();
  #isRunning = false;

  constructor(
    private readonly scheduler: SchedulerRegistry,
    private readonly logger: Logger,
  ) {}

  /** Makes a loop; it starts with the application, or at once if that runs already. */
  add(spec: LoopSpec): Loop {
    if (this.#loops.has(spec.name)) throw new Error(`There is a loop named ${spec.name} already.`);
    const loop = new Loop(spec, this.logger);
    this.#loops.set(spec.name, loop);
    if (this.#isRunning) this.#start(loop);
    return loop;
  }

  get(name: string): Loop {
    const loop = this.#loops.get(name);
    if (loop === undefined) throw new Error(`There is no loop named ${name}.`);
    return loop;
  }

  onApplicationBootstrap(): void {
    this.#isRunning = true;
    for (const loop of this.#loops.values()) this.#start(loop);
  }

  async onModuleDestroy(): Promise<void> {
    await this.stopAll();
  }

  /** Waits for every turn in flight. */
  async stopAll(): Promise<void> {
    this.#isRunning = false;
    await Promise.all([...this.#loops.values()].map((loop) => this.#stop(loop)));
  }

  #start(loop: Loop): void {
    if (!loop.isStarted) this.scheduler.addInterval(loop.name, loop.start());
  }

  async #stop(loop: Loop): Promise<void> {
    if (this.scheduler.doesExist('interval', loop.name)) this.scheduler.deleteInterval(loop.name);
    await loop.stop();
  }
}
