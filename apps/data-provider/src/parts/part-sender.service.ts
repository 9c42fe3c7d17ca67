import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { DomainError, PART_TYPES } from '@syncline/contract';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Client } from '../catalogue/domain/access.ts';
import { answerPart } from './domain/part-request.ts';
import { DownloadLimits, type Admission } from './download-limits.service.ts';
import { DownloadSettings } from './download-settings.ts';
import { PartReader, type PartRecord } from './part-reader.service.ts';
import { cutWhenStalled } from './stall-watch.ts';

/** The bytes of a part that are asked for; ends are inclusive. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: 200 | 206;
}

/** Answers for parts: as stored, byte for byte, whatever encodings the client would accept. */
@Injectable()
export class PartSender {
  constructor(
    private readonly reader: PartReader,
    private readonly limits: DownloadLimits,
    private readonly settings: DownloadSettings,
  ) {}

  /** @throws DomainError RANGE_NOT_SATISFIABLE, PART_UNAVAILABLE, TOO_MANY_REQUESTS */
  async send(part: PartRecord, headers: IncomingHttpHeaders, client: Client, reply: FastifyReply): Promise<void> {
    const isHead = reply.request.method === 'HEAD';
    const etag = `"${part.storedDigest}"`;
    // A range of a HEAD means nothing (RFC 9110, 14.2).
    const range = isHead ? undefined : headers.range;
    const answer = answerPart({ range, ifRange: headerText(headers['if-range']), ifNoneMatch: headers['if-none-match'] }, etag, part.storedBytes);
    const validators = { etag, 'repr-digest': reprDigest(part.storedDigest), 'accept-ranges': 'bytes', 'cache-control': 'no-transform' };
    if (answer.status === 304) {
      await reply.status(304).headers(validators).send();
      return;
    }
    if (answer.status === 416) {
      void reply.header('content-range', `bytes */${part.storedBytes}`);
      throw new DomainError('RANGE_NOT_SATISFIABLE', `The part has ${part.storedBytes} bytes.`);
    }
    const { start, end } = answer.status === 206 ? answer : { start: 0, end: part.storedBytes - 1 };
    const contentRange: Record<string, string> = answer.status === 206 ? { 'content-range': `bytes ${start}-${end}/${part.storedBytes}` } : {};
    const piece: Piece = { start, end, status: answer.status, headers: { ...validators, ...contentRange, 'content-type': PART_TYPES[part.compression], 'content-length': String(end - start + 1) } };
    const admission = this.limits.admit(client, isHead ? 0 : end - start + 1);
    try {
      await (isHead ? this.#describe(part, piece, admission, reply) : this.#stream(part, piece, admission, reply));
    } catch (error) {
      admission.leave(0);
      throw error;
    }
  }

  async #describe(part: PartRecord, { status, headers }: Piece, admission: Admission, reply: FastifyReply): Promise<void> {
    const file = await this.reader.open(part);
    await file.close();
    admission.leave(0);
    // A stream, and an empty one: of anything else Fastify would tell the length of that.
    await reply.status(status).headers(headers).send(Readable.from([]));
  }

  async #stream(part: PartRecord, { start, end, status, headers }: Piece, admission: Admission, reply: FastifyReply): Promise<void> {
    const { raw } = reply;
    const file = await this.reader.open(part);
    // The stream owns the file from here on and closes it at its end, on an error and when the client goes away.
    const stream = file.createReadStream({ start, end });
    raw.once('close', () => admission.leave(stream.bytesRead));
    // Gone while the file was opened: nobody will tell again.
    if (raw.destroyed) {
      stream.destroy();
      admission.leave(0);
      return;
    }
    cutWhenStalled(raw, stream, this.settings.stalledAfterMs);
    // A problem has no digest of a part: headers are set only once there is a file to send.
    await reply.status(status).headers(headers).send(stream);
  }
}

/** RFC 9530: of the whole representation, also on a 206. */
const reprDigest = (hex: string): string => `sha-256=:${Buffer.from(hex, 'hex').toString('base64')}:`;

const headerText = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);
