import type { IncomingHttpHeaders } from 'node:http';
import { dataProviderOperations as operations, DomainError, JOSE_TYPE, type InputOf } from '@syncline/contract';
import { Database } from '@syncline/database';
import { manifestPayload } from '@syncline/extract-format';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input, RawHeaders } from '@syncline/service-kit';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ManifestEntity } from '../persistence/entities/index.ts';
import { assertServed } from './assert-served.ts';
import { ExtractsService } from './extracts.service.ts';

@Controller()
export class ManifestsController {
  constructor(
    private readonly database: Database,
    private readonly extracts: ExtractsService,
  ) {}

  /** The bytes that were signed, or the signed form around them. Never serialised again: the digest is of these bytes. */
  @Endpoint(operations.getManifest)
  async get(
    @Input() { params }: InputOf<typeof operations.getManifest>, @CurrentCaller() caller: Caller, @RawHeaders() headers: IncomingHttpHeaders, @Res() reply: FastifyReply,
  ): Promise<void> {
    const extract = await this.extracts.find(params.id, caller);
    assertServed(extract);
    const manifest = await this.database.repository(ManifestEntity).findOneBy({ extractId: extract.id });
    // Kept until a moment ago.
    if (manifest === null) throw new DomainError('GONE', `The manifest of the extract ${extract.id} is kept no longer.`);
    const { jwsJson: jws } = manifest;
    const wantsJws = (headers.accept ?? '').split(',').some((type) => type.split(';', 1)[0]?.trim().toLowerCase() === JOSE_TYPE);
    const [type, body] = wantsJws ? [JOSE_TYPE, jws] : ['application/json; charset=utf-8', manifestPayload(jws)];
    await reply.headers({ 'content-type': type, vary: 'accept', 'cache-control': 'no-transform' }).send(body);
  }
}
