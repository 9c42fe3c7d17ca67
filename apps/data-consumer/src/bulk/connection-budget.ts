import { Database } from '@syncline/database';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { MAIN_CONNECTIONS, SYNC_SETTINGS, type SyncSettings } from '../data-consumer.config.ts';
import { COMPUTED_AT_ONCE, OUTPUT_SETTINGS, READ_AT_ONCE, type OutputSettings } from '../outputs/output-settings.ts';
import { readConnectionLimit } from '../persistence/sql/read-connection-limit.sql.ts';

/** Connections of one instance at most: those of the main thread, and of each thread one a part. */
export const connectionsNeeded = ({ threads, partsInParallel }: Pick<SyncSettings, 'threads' | 'partsInParallel'>): number =>
  threads * partsInParallel + MAIN_CONNECTIONS;

/** An output is read over one connection and stored over another. */
const OUTPUT_CONNECTIONS = 2 * COMPUTED_AT_ONCE + READ_AT_ONCE;

/** Refuses to start where the server could never give what the settings promise: better now than at the first large file. */
@Injectable()
export class ConnectionBudget implements OnModuleInit {
  constructor(
    private readonly database: Database,
    @Inject(SYNC_SETTINGS) private readonly settings: SyncSettings,
    @Inject(OUTPUT_SETTINGS) private readonly outputs: OutputSettings,
  ) {}

  async onModuleInit(): Promise<void> {
    const [row] = await this.database.query(readConnectionLimit, {});
    const forOutputs = this.outputs.folder === null ? 0 : OUTPUT_CONNECTIONS;
    const needed = connectionsNeeded(this.settings) + forOutputs;
    if (row === undefined || needed <= row.connectionLimit) return;
    const { threads, partsInParallel } = this.settings;
    throw new Error(`The database allows ${row.connectionLimit} connections; load.threads ${threads} × load.partsInParallel ${partsInParallel} + ${MAIN_CONNECTIONS}${forOutputs === 0 ? '' : ` + ${forOutputs} for outputs`} are ${needed}.`);
  }
}
