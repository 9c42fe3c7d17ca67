import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { cutSlowReader } from './cut-slow-reader.ts';

const TEXT = 'x'.repeat(16 * 1024);

/** Sends so many texts to a reader that takes them or not. @returns how many characters it was given, null: it was cut off */
async function read(texts: number, isTaking: boolean): Promise<number | null> {
  async function* rows(): AsyncGenerator<string> {
    for (let n = 0; n < texts; n += 1) yield TEXT;
  }
  const server = createServer((_request, response: ServerResponse) => {
    Readable.from(cutSlowReader(response, rows(), 100), { objectMode: false }).on('error', () => undefined).pipe(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let length = 0;
  const closed = new Promise<number | null>((resolve) => {
    response.on('end', () => resolve(length)).on('error', () => resolve(null));
  });
  if (isTaking) response.on('data', (chunk: Buffer) => { length += chunk.length; });
  else setTimeout(() => response.resume(), 1000);
  const result = await closed;
  await new Promise((resolve) => server.close(resolve));
  return result;
}

it('cuts off a reader who takes nothing, and sends all to one who takes it', async () => {
  expect(await read(5_000, false)).toBeNull();
  expect(await read(2_000, true)).toBe(2_000 * TEXT.length);
});
