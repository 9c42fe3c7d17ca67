import { dataProviderOperations as operations, type Dataset, type InputOf, type Page, type Row } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, decodeCursor, Endpoint, Input, toPage } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { Catalogue } from '../catalogue/catalogue.ts';
import { datasetResource } from './dataset-resource.ts';
import { LiveRows } from './live-rows.ts';

@Controller()
export class DatasetsController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly liveRows: LiveRows,
  ) {}

  /** By name: a catalogue has no newest first. */
  @Endpoint(operations.listDatasets)
  list(@Input() { query }: InputOf<typeof operations.listDatasets>, @CurrentCaller() caller: Caller): Page<Dataset> {
    const [after = ''] = decodeCursor(query.cursor, z.tuple([z.string()])) ?? [];
    const views = this.catalogue.visibleTo(caller).filter(({ dataset }) => dataset > after);
    return toPage(views.slice(0, query.limit + 1), query.limit, ({ dataset }) => [dataset], datasetResource);
  }

  @Endpoint(operations.getDataset)
  get(@Input() { params }: InputOf<typeof operations.getDataset>, @CurrentCaller() caller: Caller): Dataset {
    return datasetResource(this.catalogue.requireVisible(params.name, caller));
  }

  @Endpoint(operations.listRows)
  async rows(@Input() { params, query }: InputOf<typeof operations.listRows>, @CurrentCaller() caller: Caller): Promise<Page<Row>> {
    return this.liveRows.read(this.catalogue.requireVisible(params.name, caller), query);
  }
}
