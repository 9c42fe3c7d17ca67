import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, readlink, rename, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { Manifest } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import { ALL_SCOPES, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { CITIES } from './source.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('parts', () => {
  let ground: Ground;
  let provider: TestProvider;
  let path: string;
  let manifest: Manifest;
  const part = (): Manifest['parts'][number] => {
    const [first] = manifest.parts;
    if (first === undefined) throw new Error('the extract has no parts');
    return first;
  };
  const file = (): string => join(ground.environment['EXTRACTS_DIR'] ?? '', 'parts', part().storedDigest.slice(0, 2), `${part().storedDigest}.csv.zst`);
  const get = (headers: Record<string, string> = {}): Promise<Response> => provider.call(path, { headers });
  const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

  beforeAll(async () => {
    ground = await prepareGround({ cities: CITIES });
    provider = await startProvider(ground);
    await provider.close('2026-08-04');
    const { id } = await provider.extract('cities', '2026-08-04');
    manifest = await provider.read(`/api/v1/extracts/${id}/manifest`);
    path = `/api/v1/extracts/${id}/parts/1`;
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

  it('come in ranges, which put together are the part', async () => {
    for (let round = 0; round < 50; round += 1) {
      const cut = 1 + Math.floor(Math.random() * (part().storedBytes - 1));
      const [head, tail] = await Promise.all([get({ range: `bytes=0-${cut - 1}` }), get({ range: `bytes=${cut}-`, 'if-range': `"${part().storedDigest}"` })]);
      expect([head.status, tail.status]).toEqual([206, 206]);
      expect(tail.headers.get('content-range')).toBe(`bytes ${cut}-${part().storedBytes - 1}/${part().storedBytes}`);
      expect(tail.headers.get('repr-digest')).toContain('sha-256=:');
      expect(sha256(Buffer.concat([await bytesOf(head), await bytesOf(tail)]))).toBe(part().storedDigest);
    }
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
    const head = await provider.call(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(part().storedBytes)]);
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
    const open = async (): Promise<string[]> => {
      const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
      return links.filter((link) => link.startsWith(ground.folder));
    };
    await eventually(async () => expect(await open()).toEqual([]));
  });
});
