import { Database } from '@syncline/database';
import { Logger, LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Dispatcher } from '../dispatching/dispatcher.ts';
import { heartbeatNode } from '../persistence/sql/heartbeat-node.sql.ts';
import { stopNode } from '../persistence/sql/stop-node.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { VERSION } from '../version.ts';

/**
 * Shows that this process is there. Only for people: no decision rests on it, leases alone say who may write. So two
 * processes of one name work as well as any two, and only the list of nodes cannot show both; it shows the later one.
 */
@Injectable()
export class NodePresence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #sessionId = uuidv7();
  readonly #startedAtMs = performance.now();
  #isHidden = false;

  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly dispatcher: Dispatcher,
    private readonly logger: Logger,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    loops.add({ name: 'heartbeat', everyMs: Math.ceil(config.timing.leaseMs / 3), runOnce: () => this.#beat() });
  }

  /** There before the first request is answered. What goes wrong here goes wrong in the loop, which says so. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#beat().catch(() => undefined);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.database.execute(stopNode, { id: this.config.nodeId, sessionId: this.#sessionId });
  }

  async #beat(): Promise<boolean> {
    const { nodeId: id, timing } = this.config;
    const startedInMs = Math.round(this.#startedAtMs - performance.now());
    const shown = await this.database.execute(heartbeatNode, { id, sessionId: this.#sessionId, version: VERSION, runsClaimed: this.dispatcher.runsClaimed, startedInMs, leaseMs: timing.leaseMs });
    if (shown === 0 && !this.#isHidden) this.logger.warn({ nodeId: id }, 'another process has the same NODE_ID; both work, but the list of nodes shows only that one');
    this.#isHidden = shown === 0;
    return false;
  }
}
