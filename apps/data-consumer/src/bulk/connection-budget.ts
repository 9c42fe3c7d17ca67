import { Database } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { MAIN_CONNECTIONS, SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { readConnectionLimit } from '../persistence/sql/read-connection-limit.sql.ts';

/** Connections of one instance at most: those of the main thread, and of each thread one a part. */
export const connectionsNeeded = ({ threads, partsInParallel }: Pick<SyncSettings, 'threads' | 'partsInParallel'>): number =>
  threads * partsInParallel + MAIN_CONNECTIONS;

/** Refuses to start where the server could never give what the settings promise: better now than at the first large file. */
@Injectable()
export class ConnectionBudget implements OnModuleInit {
  constructor(
    private readonly database: Database,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    const [row] = await this.database.query(readConnectionLimit, {});
    const needed = connectionsNeeded(this.settings);
    if (row === undefined || needed <= row.connectionLimit) return;
    const { threads, partsInParallel } = this.settings;
    throw new Error(`The database allows ${row.connectionLimit} connections; load.threads ${threads} × load.partsInParallel ${partsInParallel} + ${MAIN_CONNECTIONS} are ${needed}.`);
  }
}
