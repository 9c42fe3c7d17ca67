import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { PART_TYPES } from '@syncline/contract';
import type { Compression, ManifestPart } from '@syncline/contract';
import type { FastifyReply } from 'fastify';
import type { Reply } from '../server/contract-server.ts';

/** What happens to the bytes of a part on their way out. */
export interface PartFaults {
  /** Bytes after which the connection is cut, counted within the answer. */
  cutAfter?: number;
  /** Offset in the part of a byte of which one bit is flipped; headers stay those of the true bytes. */
  flipByteAt?: number;
  /** Other bytes in place of the part's; headers stay those of the true ones, but for their length. */
  instead?: Buffer;
  /** Answers with the whole part whatever range was asked for. */
  ignoreRange?: boolean;
  /** In place of the right status. */
  status?: number;
  /** In place of, or beside, the right headers. */
  headers?: Readonly<Record<string, string>>;
  /** Does not say how many bytes come. */
  withoutLength?: boolean;
  /** One byte at a time, each after so many milliseconds. */
  dripMs?: number;
}

interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Answers with a part: ETag, digest and one Range, as the wire contract has it; then does to it what the faults say. */
export function partReply(part: ManifestPart, stored: Buffer, compression: Compression, request: RequestHeaders, faults: PartFaults): Reply {
  const { range, ...rest } = request;
  const reply = rightReply(part, faults.instead ?? stored, compression, faults.ignoreRange === true ? rest : { range, ...rest }, faults);
  return { ...reply, status: faults.status ?? reply.status, headers: { ...reply.headers, ...faults.headers } };
}

function rightReply(part: ManifestPart, stored: Buffer, compression: Compression, request: RequestHeaders, faults: PartFaults): Reply {
  const etag = `"${part.storedDigest}"`;
  const headers = {
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'no-transform',
    'content-type': PART_TYPES[compression],
    'repr-digest': `sha-256=:${Buffer.from(part.storedDigest, 'hex').toString('base64')}:`,
  };
  if (request['if-none-match'] === etag) return { status: 304, headers };
  const bytes = flipped(stored, faults.flipByteAt);
  const range = request['if-range'] === undefined || request['if-range'] === etag ? readRange(request.range, bytes.length) : undefined;
  if (range === 'outside') return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes.length}` } };
  const send = (slice: Buffer) => ({ write: (reply: FastifyReply) => write(reply, slice, faults) });
  if (range === undefined) return { status: 200, headers, ...send(bytes) };
  const contentRange = `bytes ${range.start}-${range.end - 1}/${bytes.length}`;
  return { status: 206, headers: { ...headers, 'content-range': contentRange }, ...send(bytes.subarray(range.start, range.end)) };
}

function write(reply: FastifyReply, bytes: Buffer, { cutAfter, dripMs, withoutLength }: PartFaults): FastifyReply {
  if (withoutLength === true) return reply.send(Readable.from([bytes]));
  if (dripMs !== undefined) return reply.send(Readable.from(drip(bytes, dripMs)));
  if (cutAfter === undefined || cutAfter >= bytes.length) return reply.send(bytes);
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
  reply.hijack();
  reply.raw.writeHead(reply.statusCode, { 'content-length': bytes.length });
  // Destroyed once the bytes are out, so that the receiver has exactly so many of them.
  reply.raw.write(bytes.subarray(0, cutAfter), () => reply.raw.destroy());
  return reply;
}

async function* drip(bytes: Buffer, ms: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    await delay(ms);
    yield bytes.subarray(at, at + 1);
  }
}

function flipped(stored: Buffer, offset: number | undefined): Buffer {
  if (offset === undefined) return stored;
  const copy = Buffer.from(stored);
  const index = Math.min(offset, copy.length - 1);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}

/** One range of bytes; several, or another unit, are ignored, as HTTP allows. */
function readRange(header: string | string[] | undefined, length: number): Range | 'outside' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(String(header ?? '')) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  return start < end ? { start, end } : 'outside';
}
