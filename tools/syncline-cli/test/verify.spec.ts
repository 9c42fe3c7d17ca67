import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { temporaryFolder, testIdentity } from '@syncline/test-kit';
import fc from 'fast-check';
import { publicJwk, type Verified, verifyFiles } from '../src/index.ts';
import { Cli } from './support/cli.ts';
import { DAYS, startProvider } from './support/provider.ts';

const OFFLINE = { jwks: null, parts: null };
const codes = ({ problems }: Verified): string[] => problems.map(({ code, file, part }) => `${code} ${basename(file)} ${part ?? '-'}`);

describe('syncline verify', () => {
  let started: Awaited<ReturnType<typeof startProvider>>;
  let cli: Cli;
  /** A download of the second date that a test may spoil. */
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const verify = (options: { readonly jwks?: string; readonly parts?: string } = {}): Promise<Verified> => verifyFiles([at('manifest.jws')], { ...OFFLINE, ...options });

  beforeAll(async () => {
    started = await startProvider();
    cli = new Cli();
    cli.useKey(readFileSync(started.key.keyFile, 'utf8'));
  });
  afterAll(() => started.provider.stop());
  let pristine: string | null = null;
  beforeEach(async () => {
    pristine ??= (await started.download(DAYS[1])).folder;
    folder = join(temporaryFolder('verify'), basename(pristine));
    cpSync(pristine, folder, { recursive: true });
  });

  it('proves what download fetched, and tells whose keys it used', async () => {
    const { code, stdout, stderr } = await cli.run('verify', folder);
    expect(code).toBe(0);
    expect(stdout).toContain('cities 2026-08-04 revision 1, view default: as it was sealed\n');
    expect(stdout).toContain('3 parts, 50 rows');
    expect(stdout).toContain('chain of cities, view default, of urn:syncline:data-provider: 1 manifest, unbroken, after the manifest ');
    expect(stderr).toContain('the keys lay beside the data, which proves nothing about who put them there');
  });

  it('proves a chain of three dates, with keys that came another way', async () => {
    for (const day of DAYS) await started.download(day, dirname(folder));
    const jwks = cli.write('trusted.json', JSON.stringify(started.provider.identity.jwks));
    const { code, stderr, answer } = await cli.json<{ verified: boolean; chains: unknown[]; manifests: { keys: unknown }[] }>('verify', dirname(folder), '--jwks', jwks);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(answer).toMatchObject({
      verified: true, problems: [], chains: [{ isUnbroken: true, beginsAfter: null, links: DAYS.map((businessDate) => ({ businessDate, revision: 1 })) }],
    });
    expect(answer.manifests.map(({ keys }) => keys)).toEqual(DAYS.map(() => ({ file: jwks, isBesideTheData: false })));
  });

  it('finds parts by their digest in a copy of EXTRACTS_DIR', async () => {
    const [{ signed } = { signed: null }] = (await verify()).files;
    const store = temporaryFolder('extracts');
    for (const part of signed?.manifest.parts ?? []) {
      mkdirSync(join(store, 'parts', part.storedDigest.slice(0, 2)), { recursive: true });
      renameSync(at(`part-0000${part.n}.csv.zst`), join(store, 'parts', part.storedDigest.slice(0, 2), `${part.storedDigest}.csv.zst`));
    }
    expect(codes(await verify({ parts: store }))).toEqual([]);
    expect(codes(await verify())).toEqual([1, 2, 3].map((n) => `PART_MISSING manifest.jws ${n}`));
  });

  it('finds any flipped bit of a manifest and of a part', () => fc.assert(fc.asyncProperty(
    fc.constantFrom('manifest.jws', 'part-00001.csv.zst', 'part-00002.csv.zst', 'part-00003.csv.zst'), fc.nat(), fc.nat(7), async (name, offset, bit) => {
      const before = readFileSync(at(name));
      const wrong = Buffer.from(before);
      // The last byte of the manifest's file is its line feed, which is no part of the JWS.
      const index = offset % (wrong.length - 1);
      wrong[index] = (wrong[index] ?? 0) ^ (1 << bit);
      writeFileSync(at(name), wrong);
      const found = await verify();
      writeFileSync(at(name), before);
      expect([name, offset, bit, found.problems.length]).toEqual([name, offset, bit, 1]);
      expect(found.problems[0]?.code).toMatch(name === 'manifest.jws' ? /^MANIFEST_/ : /^PART_DIGEST_MISMATCH$/);
    }), { numRuns: 60 }));

  it('tells all problems at once, each with its file and what to do, and ends with 9', async () => {
    rmSync(at('part-00001.csv.zst'));
    renameSync(at('part-00002.csv.zst'), at('other'));
    renameSync(at('part-00003.csv.zst'), at('part-00002.csv.zst'));
    mkdirSync(at('part-00003.csv.zst'));
    writeFileSync(at('part-00004.csv.zst'), 'x');
    const { code, stdout } = await cli.run('verify', folder);
    expect(code).toBe(9);
    for (const line of [
      '4 problems', `PART_MISSING, part 1: part 1 (`, 'PART_LENGTH_MISMATCH, part 2: has ', 'PART_UNREADABLE, part 3: is no file', 'PART_UNKNOWN, part 4: the manifest has 3 parts',
    ]) expect(stdout).toContain(line);
    expect(stdout).toContain('syncline download fetches what is missing');
  });

  it('believes no other key, no JSON form and no keys that are not there', async () => {
    const forger = await testIdentity('urn:somebody');
    const other = cli.write('other.json', JSON.stringify(forger.jwks));
    expect(codes(await verify({ jwks: other }))).toEqual(['MANIFEST_SIGNATURE_INVALID manifest.jws -']);
    // The right id over a wrong key.
    const { kid } = started.provider.identity;
    const wrongKey = { ...(await publicJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)), kid };
    expect(codes(await verify({ jwks: cli.write('wrong.json', JSON.stringify({ keys: [wrongKey] })) }))).toEqual(['MANIFEST_SIGNATURE_INVALID manifest.jws -']);
    for (const text of ['', '{}', '[]', '{"keys":7}', '{"keys":[null,{"kty":"EC","crv":"P-256","kid":"x","x":"AA","y":"AA"}]}']) {
      expect((await verify({ jwks: cli.write('none.json', text) })).problems.map(({ code }) => code)[0]).toMatch(/^(KEYS_MISSING|MANIFEST_SIGNATURE_INVALID)$/);
    }
    expect(codes(await verify({ jwks: at('nowhere.json') }))).toEqual(['KEYS_MISSING manifest.jws -']);
    const payload = Buffer.from(readFileSync(at('manifest.jws'), 'utf8').split('.')[1] ?? '', 'base64url');
    writeFileSync(at('manifest.jws'), payload);
    const [problem] = (await verify()).problems;
    expect(problem).toMatchObject({ code: 'MANIFEST_UNREADABLE', detail: 'is JSON, which nobody signed; the signed form is a JWS' });
  });

  it('does not read what never ends, nor what is not there', async () => {
    expect(codes(await verifyFiles(['/dev/zero'], OFFLINE))).toEqual(['MANIFEST_UNREADABLE zero -']);
    const { code, stderr } = await cli.run('verify', at('nowhere'), at('.'));
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere is not there');
  });

  it('tells a gap between the dates', async () => {
    const first = await started.download(DAYS[0], dirname(folder));
    const last = await started.download(DAYS[2], dirname(folder));
    const found = await verifyFiles([last.folder, first.folder].map((one) => join(one, 'manifest.jws')), OFFLINE);
    expect(found.problems).toEqual([expect.objectContaining({ code: 'CHAIN_BROKEN', file: join(last.folder, 'manifest.jws') })]);
  });
});
