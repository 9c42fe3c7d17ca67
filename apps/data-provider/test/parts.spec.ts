import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, readlink, rename, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { Manifest } from '@syncline/contract';
import fc from 'fast-check';
import { eventually } from '@syncline/test-kit';
import { ALL_SCOPES, configured, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES } from './source.ts';

/** One part of 15 MB: more than the line between two processes holds, so that a reader who stops reading stops the sender. */
const BIG = `
name: big
version: 1
source: { query: "select n as k, repeat('x', 10000) as v from generate_series(1, 1500) n" }
key: [k]
columns: [{ name: k, type: integer, nullable: false }, { name: v, type: string(10000), nullable: false }]
compression: none
`;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('parts', () => {
  let ground: Ground;
  let provider: TestProvider;
  let path: string;
  let bigPath: string;
  let manifest: Manifest;
  const part = (): Manifest['parts'][number] => {
    const [first] = manifest.parts;
    if (first === undefined) throw new Error('the extract has no parts');
    return first;
  };
  const file = (): string => join(ground.environment['EXTRACTS_DIR'] ?? '', 'parts', part().storedDigest.slice(0, 2), `${part().storedDigest}.csv.zst`);
  const get = (headers: Record<string, string> = {}): Promise<Response> => provider.call(path, { headers });
  const openFiles = async (): Promise<string[]> => {
    const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
    return links.filter((link) => link.startsWith(ground.folder));
  };
  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES, big: BIG });
    provider = await startProvider(ground);
    await provider.close('2026-08-04');
    const { id } = await provider.extract('cities', '2026-08-04');
    manifest = await provider.read(`/api/v1/extracts/${id}/manifest`);
    path = `/api/v1/extracts/${id}/parts/1`;
    bigPath = `/api/v1/extracts/${(await provider.extract('big', '2026-08-04')).id}/parts/1`;
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  it('are served as they were sealed, with their digest', async () => {
    const response = await get();
    const bytes = await bytesOf(response);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      etag: `"${part().storedDigest}"`, 'repr-digest': `sha-256=:${Buffer.from(part().storedDigest, 'hex').toString('base64')}:`,
      'content-type': 'application/zstd', 'cache-control': 'no-transform', 'accept-ranges': 'bytes', 'content-length': String(part().storedBytes),
    });
    expect(response.headers.has('content-encoding')).toBe(false);
    expect([bytes.length, sha256(bytes)]).toEqual([part().storedBytes, part().storedDigest]);
    const canonical = zstdDecompressSync(bytes);
    expect([canonical.length, sha256(canonical)]).toEqual([part().bytes, part().digest]);
    expect(canonical.toString('utf8').split('city ')).toHaveLength(part().rows + 1);
  });

  it('come in any range, and after any cut the rest of it', async () => {
    const whole = await bytesOf(await get());
    const size = whole.length;
    await fc.assert(fc.asyncProperty(fc.nat(size - 1), fc.nat(size + 10), fc.boolean(), fc.constantFrom('from', 'between', 'last'), async (at, length, isGuarded, form) => {
      const [start, end] = form === 'last' ? [Math.max(0, size - Math.max(1, length)), size - 1] : [at, form === 'from' ? size - 1 : Math.min(at + length, size - 1)];
      const range = { from: `bytes=${at}-`, between: `bytes=${at}-${at + length}`, last: `bytes=-${Math.max(1, length)}` }[form];
      const piece = await get({ range, 'accept-encoding': 'gzip, zstd', ...(isGuarded ? { 'if-range': `"${part().storedDigest}"` } : {}) });
      const headers = ['content-range', 'content-length', 'content-encoding', 'repr-digest'].map((name) => piece.headers.get(name));
      expect([piece.status, ...headers]).toEqual([206, `bytes ${start}-${end}/${size}`, String(end - start + 1), null, expect.stringContaining('sha-256=:')]);
      expect((await bytesOf(piece)).equals(whole.subarray(start, end + 1))).toBe(true);
    }), { numRuns: 100 });
  });

  it('answer the conditions of RFC 9110', async () => {
    const etag = `"${part().storedDigest}"`;
    const whole = await get({ range: 'bytes=5-', 'if-range': '"other"' });
    expect([whole.status, (await bytesOf(whole)).length]).toEqual([200, part().storedBytes]);
    const same = await get({ 'if-none-match': `"x", W/${etag}` });
    expect([same.status, same.headers.get('etag'), (await bytesOf(same)).length]).toEqual([304, etag, 0]);
    const beyond = await get({ range: `bytes=${part().storedBytes}-` });
    expect([beyond.status, beyond.headers.get('content-range'), await beyond.json()]).toMatchObject([416, `bytes */${part().storedBytes}`, { code: 'RANGE_NOT_SATISFIABLE' }]);
    expect((await provider.call(path.replace(/1$/, '4'))).status).toBe(404);
    for (const range of [undefined, 'bytes=5-']) {
      const head = await provider.call(path, { method: 'HEAD', headers: range === undefined ? {} : { range } });
      expect([head.status, head.headers.get('content-length'), head.headers.get('etag')]).toEqual([200, String(part().storedBytes), etag]);
    }
  });

  it('with a flipped byte are not served, also when they were served before; whole again, they are', async () => {
    const bytes = await readFile(file());
    const flipped = Buffer.from(bytes);
    flipped[7] = (flipped[7] ?? 0) ^ 1;
    await chmod(file(), 0o644);
    await writeFile(file(), flipped);
    const damaged = await get({ range: 'bytes=100-' });
    expect([damaged.status, damaged.headers.has('retry-after'), await damaged.json()]).toMatchObject([503, true, { code: 'PART_UNAVAILABLE' }]);
    await writeFile(file(), bytes);
    expect((await get()).status).toBe(200);
  });

  it('missing on disk are 503, never 404', async () => {
    await rename(file(), `${file()}.away`);
    const missing = await get();
    expect([missing.status, await missing.json()]).toMatchObject([503, { code: 'PART_UNAVAILABLE' }]);
    await rename(`${file()}.away`, file());
    expect((await get()).status).toBe(200);
  });

  it('leave no file open when the client goes away', async () => {
    const token = await ground.operator.token({ audience: 'data-provider', scope: ALL_SCOPES });
    for (let round = 0; round < 20; round += 1) {
      await new Promise<void>((resolve) => {
        const call = request(`${provider.url}${path}`, { headers: { authorization: `Bearer ${token}` } }, () => call.destroy());
        call.on('close', resolve).on('error', () => undefined).end();
      });
    }
    await eventually(async () => expect(await openFiles()).toEqual([]));
  });

  /** Begins to read the big part and stops. */
  const pausedDownload = async (from: TestProvider, clientId: string): Promise<IncomingMessage> => {
    const token = await ground.operator.token({ audience: 'data-provider', scope: ALL_SCOPES, claims: { client_id: clientId } });
    return new Promise((resolve, reject) => {
      request(`${from.url}${bigPath}`, { agent: false, headers: { authorization: `Bearer ${token}` } }, (response) => resolve(response.on('error', () => undefined).pause())).on('error', reject).end();
    });
  };
  const limited = async (limits: object, work: (other: TestProvider) => Promise<void>): Promise<void> => {
    const other = await startProvider(ground, await configured(ground, 'limits', { limits }));
    try {
      await work(other);
    } finally {
      await other.stop();
    }
  };

  it('are sent to a client a few at once; one that it abandons makes room, and others are not in its way', () => limited({ concurrentDownloads: 2 }, async (other) => {
    const held = [await pausedDownload(other, 'a'), await pausedDownload(other, 'a')];
    const third = await pausedDownload(other, 'a');
    expect([third.statusCode, third.headers['retry-after'], third.headers['content-type'], third.headers.etag]).toEqual([429, '1', 'application/problem+json', undefined]);
    expect((await pausedDownload(other, 'b')).destroy().statusCode).toBe(200);
    held[0]?.destroy();
    const next = await eventually(async () => {
      const response = await pausedDownload(other, 'a');
      return response.statusCode === 200 && response;
    });
    for (const response of [...held, third, next]) response.destroy();
    await eventually(async () => expect(await openFiles()).toEqual([]));
  }));

  it('are sent so many bytes a second on average, and a reader that does not read is cut off', () => limited({ bytesPerSecond: 1_000_000, stalledAfter: 'PT1S' }, async (other) => {
    const abandoned = await pausedDownload(other, 'a');
    expect(abandoned.statusCode).toBe(200);
    // What was not sent is not counted, so that it may come back soon for the rest.
    abandoned.destroy();
    await eventually(async () => expect((await pausedDownload(other, 'a')).statusCode).toBe(200), { within: 15_000 });
    await eventually(async () => expect(await openFiles()).toEqual([]));
    const whole = await other.call(bigPath);
    expect([whole.status, (await whole.arrayBuffer()).byteLength > 15_000_000]).toEqual([200, true]);
    const next = await other.call(bigPath, { headers: { range: 'bytes=0-9' } });
    expect([next.status, Number(next.headers.get('retry-after')) > 5, await next.json()]).toMatchObject([429, true, { code: 'TOO_MANY_REQUESTS' }]);
  }));
});
