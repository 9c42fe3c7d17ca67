import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ManifestPart } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { PartDownload } from './part-download.ts';
import { PartRows } from './part-rows.ts';
import { PartSource } from './part-source.ts';

const MEGABYTE = 1024 * 1024;
const BYTES = Buffer.alloc(64 * MEGABYTE, 'row\n');
const IDLE_MS = 700;

let server: Server;
let sent = 0;

beforeAll(async () => {
  server = createServer((_request, answer) => {
    answer.writeHead(200, { 'content-length': BYTES.length });
    const send = (from: number): void => {
      sent = from;
      if (from >= BYTES.length) answer.end();
      else answer.write(BYTES.subarray(from, from + 65_536), () => send(from + 65_536));
    };
    send(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

it('a target that takes nothing for a while stops the source, and is not taken for a source that is silent', async () => {
  const digest = createHash('sha256').update(BYTES).digest('hex');
  const part = { n: 1, rows: BYTES.length / 4, bytes: BYTES.length, storedBytes: BYTES.length, digest, storedDigest: digest } as ManifestPart;
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = { apiUrl, idleTimeoutMs: IDLE_MS, reconnectMs: 10 };
  const source = new PartSource('x', settings, { credentials: () => Promise.resolve({}), traceparent: null, signal: new AbortController().signal });
  const download = new PartDownload(part, source);
  const rows = new PartRows(part, 'none', () => undefined);
  const chunks = rows.of(download.bytes());
  let bytes = (await chunks.next()).value?.length ?? 0;

  // For twice what silence is forgiven, nobody asks for more: what is on its way fills the sockets, and that is all.
  let [last, since] = [-1, 0];
  await eventually(() => {
    if (sent !== last) [last, since] = [sent, performance.now()];
    return performance.now() - since > 2 * IDLE_MS;
  });
  expect(sent).toBeLessThan(16 * MEGABYTE);

  for await (const chunk of chunks) bytes += chunk.length;
  await download.verify();
  rows.verify(part.rows);
  expect(bytes).toBe(BYTES.length);
});
