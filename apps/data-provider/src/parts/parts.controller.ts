import type { IncomingHttpHeaders } from 'node:http';
import { dataProviderOperations as operations, DomainError, PART_TYPES, type InputOf } from '@syncline/contract';
import { Database } from '@syncline/database';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input, RawHeaders } from '@syncline/service-kit';
import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ExtractsService } from '../extracts/extracts.service.ts';
import { assertServed } from '../extracts/assert-served.ts';
import { ExtractPartEntity } from '../persistence/entities/index.ts';
import { answerPart } from './domain/part-request.ts';
import { PartReader, type PartRecord } from './part-reader.service.ts';

@Controller()
export class PartsController {
  constructor(
    private readonly database: Database,
    private readonly extracts: ExtractsService,
    private readonly reader: PartReader,
  ) {}

  @Endpoint(operations.getPart)
  async get(
    @Input() { params }: InputOf<typeof operations.getPart>, @CurrentCaller() caller: Caller, @RawHeaders() headers: IncomingHttpHeaders, @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#serve(await this.#find(params, caller), headers, reply);
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

  async #serve(part: PartRecord, headers: IncomingHttpHeaders, reply: FastifyReply): Promise<void> {
    const etag = `"${part.storedDigest}"`;
    const answer = answerPart({ range: headers.range, ifRange: headerText(headers['if-range']), ifNoneMatch: headers['if-none-match'] }, etag, part.storedBytes);
    const validators = { etag, 'repr-digest': reprDigest(part.storedDigest), 'accept-ranges': 'bytes', 'cache-control': 'no-transform' };
    if (answer.status === 304) {
      await reply.status(304).headers(validators).send();
      return;
    }
    if (answer.status === 416) {
      void reply.header('content-range', `bytes */${part.storedBytes}`);
      throw new DomainError('RANGE_NOT_SATISFIABLE', `The part has ${part.storedBytes} bytes.`);
    }
    // A problem has no digest of a part: headers are set only once there is a file to send.
    const { start, end } = answer.status === 206 ? answer : { start: 0, end: part.storedBytes - 1 };
    const file = await this.reader.open(part);
    if (answer.status === 206) void reply.header('content-range', `bytes ${start}-${end}/${part.storedBytes}`);
    void reply.status(answer.status).headers({ ...validators, 'content-type': PART_TYPES[part.compression], 'content-length': String(end - start + 1) });
    // The stream owns the file from here on and closes it at its end, on an error and when the client goes away.
    await reply.send(file.createReadStream({ start, end }));
  }
}

/** RFC 9530: of the whole representation, also on a 206. */
const reprDigest = (hex: string): string => `sha-256=:${Buffer.from(hex, 'hex').toString('base64')}:`;

const headerText = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);
