import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { PartStore } from '../../parts/part-store.ts';
import { ExtractEntity } from '../../persistence/entities/index.ts';

/** Removes what builds left behind that were killed. */
@Injectable()
export class BuildFolders {
  constructor(
    private readonly database: Database,
    private readonly store: PartStore,
  ) {}

  discard(leaseToken: string): Promise<void> {
    return this.store.discard(leaseToken);
  }

  /** A folder whose lease token no extract carries any more belongs to nobody: tokens are committed before their folder is made. */
  async sweep(): Promise<void> {
    const found = await this.store.unfinishedBuilds();
    if (found.length === 0) return;
    const active = await this.database.repository(ExtractEntity).find({ select: { leaseToken: true }, where: { leaseToken: In(found) } });
    const tokens = new Set(active.map(({ leaseToken }) => leaseToken));
    for (const build of found.filter((token) => !tokens.has(token))) await this.store.discard(build);
  }
}
