import { dataProviderOperations as operations, DomainError, type Extract, type InputOf, type Page } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Answer, CurrentCaller, decodeCursor, Endpoint, Input, toPage } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { z } from 'zod';
import { Catalogue } from '../catalogue/catalogue.ts';
import { IdempotencyKey, type KeyedRequest } from '../idempotency/idempotency.ts';
import { BuildLoop } from './building/build.loop.ts';
import { extractResource } from './extract-resource.ts';
import { ExtractsService } from './extracts.service.ts';

@Controller()
export class ExtractsController {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly extracts: ExtractsService,
    private readonly builds: BuildLoop,
  ) {}

  @Endpoint(operations.createExtract)
  async create(@Input() { params, body, headers }: InputOf<typeof operations.createExtract>, @CurrentCaller() caller: Caller): Promise<Answer<Extract>> {
    const scope = body.newRevision ? 'extracts:write' : 'extracts:read';
    if (!caller.scopes.has(scope)) throw new DomainError('INSUFFICIENT_SCOPE', `${body.newRevision ? 'A new revision' : 'An extract'} needs the scope "${scope}".`);
    const view = this.catalogue.requireVisible(params.name, caller);
    const { extract, isNew } = await this.extracts.request({ view, ...body, key: keyOf(headers['idempotency-key'], { caller, route: `POST /datasets/${params.name}/extracts`, body }) });
    if (isNew) this.builds.nudge();
    return new Answer(isNew ? 201 : 200, extract);
  }

  @Endpoint(operations.listExtracts)
  async list(@Input() { query }: InputOf<typeof operations.listExtracts>, @CurrentCaller() caller: Caller): Promise<Page<Extract>> {
    const [before] = decodeCursor(query.cursor, z.tuple([z.uuid()])) ?? [];
    const extracts = await this.extracts.list({ ...query, before, limit: query.limit + 1 }, caller);
    return toPage(extracts, query.limit, ({ id }) => [id], (extract) => extract);
  }

  @Endpoint(operations.getExtract)
  async get(@Input() { params }: InputOf<typeof operations.getExtract>, @CurrentCaller() caller: Caller): Promise<Extract> {
    return extractResource(await this.extracts.find(params.id, caller));
  }
}

const keyOf = (key: string | undefined, request: Omit<KeyedRequest, 'key'>): IdempotencyKey | undefined => (key === undefined ? undefined : new IdempotencyKey({ ...request, key }));
