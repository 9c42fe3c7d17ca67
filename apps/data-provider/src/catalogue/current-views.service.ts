import { Database } from '@syncline/database';
import { Injectable } from '@nestjs/common';
import { DatasetVersionEntity } from '../persistence/entities/index.ts';
import { Catalogue } from './catalogue.ts';
import type { DatasetView } from './domain/dataset-view.ts';

/**
 * The views of this instance's catalogue, as far as they are the ones to be sealed. While a new catalogue comes, instances
 * with the old one run on: what the new one changed or added is theirs no more, and they leave it to who knows it.
 */
@Injectable()
export class CurrentViews {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly database: Database,
  ) {}

  /** @returns `outdated`: another instance has a newer one; `gone`: it has left the catalogue */
  async find(dataset: string, name: string): Promise<DatasetView | 'outdated' | 'gone'> {
    const view = this.catalogue.view(dataset, name);
    const served = await this.database.repository(DatasetVersionEntity).findOne({ select: { dataset: true, version: true, acceptedAt: true }, where: { dataset } });
    if (view === undefined && (served?.acceptedAt ?? this.catalogue.acceptedAt) <= this.catalogue.acceptedAt) return 'gone';
    return view === undefined || (served?.version ?? 0) > view.version ? 'outdated' : view;
  }
}
