import type { IncomingHttpHeaders } from 'node:http';
import { dataProviderOperations as operations, DomainError, type InputOf } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input, RawHeaders } from '@syncline/service-kit';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ExtractsService } from '../extracts/extracts.service.ts';
import { assertServed } from '../extracts/assert-served.ts';
import { ExtractPartEntity } from '../persistence/entities/index.ts';
import type { PartRecord } from './part-reader.service.ts';
import { PartSender } from './part-sender.service.ts';

@Controller()
export class PartsController {
  constructor(
    private readonly database: Database,
    private readonly extracts: ExtractsService,
    private readonly sender: PartSender,
  ) {}

  @Endpoint(operations.getPart)
  async get(
    @Input() { params }: InputOf<typeof operations.getPart>, @CurrentCaller() caller: Caller, @RawHeaders() headers: IncomingHttpHeaders, @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.sender.send(await this.#find(params, caller), headers, caller, reply);
  }

  async #find({ id, n }: { id: string; n: number }, caller: Caller): Promise<PartRecord> {
    const extract = await this.extracts.find(id, caller);
    assertServed(extract);
    const part = await this.database.repository(ExtractPartEntity).findOneBy({ extractId: id, partNumber: n });
    // Asked again: retention may have taken all parts a moment ago, which is another answer.
    if (part === null) await this.extracts.find(id, caller);
    if (part === null) throw new DomainError('NOT_FOUND', `The extract has no part ${n}.`);
    return { extractId: id, n, storedDigest: part.storedDigest, storedBytes: part.storedBytes, compression: extract.compression ?? 'none' };
  }
}
