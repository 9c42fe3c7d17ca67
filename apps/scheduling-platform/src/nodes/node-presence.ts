import { Database } from '@syncline/database';
import { LoopRegistry } from '@syncline/service-kit';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Dispatcher } from '../dispatching/dispatcher.ts';
import { heartbeatNode } from '../persistence/sql/heartbeat-node.sql.ts';
import { stopNode } from '../persistence/sql/stop-node.sql.ts';
import { PLATFORM_CONFIG, type PlatformConfig } from '../platform.config.ts';
import { VERSION } from '../version.ts';

/** Shows that this process is there. Only for people: no decision rests on it, leases alone say who may write. */
@Injectable()
export class NodePresence implements BeforeApplicationShutdown {
  readonly #sessionId = uuidv7();

  constructor(
    loops: LoopRegistry,
    private readonly database: Database,
    private readonly dispatcher: Dispatcher,
    @Inject(PLATFORM_CONFIG) private readonly config: PlatformConfig,
  ) {
    loops.add({ name: 'heartbeat', everyMs: Math.ceil(config.timing.leaseMs / 3), runOnce: () => this.#beat() });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.database.execute(stopNode, { id: this.config.nodeId, sessionId: this.#sessionId });
  }

  async #beat(): Promise<boolean> {
    const { nodeId: id, timing } = this.config;
    await this.database.execute(heartbeatNode, { id, sessionId: this.#sessionId, version: VERSION, runsClaimed: this.dispatcher.runsClaimed, leaseMs: timing.leaseMs });
    return false;
  }
}
