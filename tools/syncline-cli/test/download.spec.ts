import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, temporaryFolder } from '@syncline/test-kit';
import { Cli } from './support/cli.ts';
import { DAYS, startProvider } from './support/provider.ts';

const NAMES = ['jwks.json', 'manifest.jws', 'part-00001.csv.zst', 'part-00002.csv.zst', 'part-00003.csv.zst'];

describe('syncline download', () => {
  let started: Awaited<ReturnType<typeof startProvider>>;
  let cli: Cli;
  let to: string;
  beforeAll(async () => {
    started = await startProvider();
    cli = new Cli();
    cli.useKey(readFileSync(started.key.keyFile, 'utf8'));
  });
  afterAll(() => started.provider.stop());
  beforeEach(() => {
    to = join(temporaryFolder('download'), 'new', 'folder');
    started.provider.record.clear();
  });
  const parts = (): (string | undefined)[] => started.provider.record.of('getPart').map(({ headers }) => headers.range as string | undefined);

  it('fetches manifest, keys and parts, and asks for no part twice', async () => {
    const id = await started.extractOf(DAYS[0]);
    const first = await cli.run('download', id, '--to', to, '--provider', started.provider.url);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(new RegExp(`^cities 2026-08-03 revision 1: 3 parts in .*${id}, [\\d,]+ bytes received\nto prove it: syncline verify .*${id}\n$`));
    expect(readdirSync(join(to, id)).toSorted()).toEqual(NAMES);
    const again = await cli.json('download', id, '--to', to, '--provider', started.provider.url);
    expect(again).toMatchObject({ code: 0, answer: { extractId: id, dataset: 'cities', businessDate: '2026-08-03', revision: 1, parts: 3, receivedBytes: 0 } });
    expect(parts()).toHaveLength(3);
  });

  it('goes on after a refusal and a cut, and by Range where an earlier call stopped', async () => {
    const whole = await started.download(DAYS[0]);
    const bytes = readFileSync(join(whole.folder, NAMES[2] ?? ''));
    started.provider.record.clear();
    started.provider.breakPart('cities', 1, { cutAfter: 40 });
    started.provider.faults.inject('getPart', { kind: 'status', status: 503 }, 1);
    const cut = await started.download(DAYS[0], to);
    // Refused once, cut once, then the rest (how much of a cut answer arrives is up to the network), then the two others.
    expect(parts()).toHaveLength(5);
    expect(readFileSync(join(cut.folder, NAMES[2] ?? '')).equals(bytes)).toBe(true);

    const later = join(to, '..', 'later');
    await started.download(DAYS[0], later);
    const path = join(later, whole.manifest.extractId, NAMES[2] ?? '');
    started.provider.record.clear();
    writeFileSync(`${path}.partial`, bytes.subarray(0, 17));
    writeFileSync(path, 'spoilt');
    expect(await started.download(DAYS[0], later)).toMatchObject({ receivedBytes: bytes.length - 17 });
    expect(parts()).toEqual(['bytes=17-']);
  });

  it('keeps nothing of a part that is not what was sealed, and ends with 9', async () => {
    const id = await started.extractOf(DAYS[1]);
    started.provider.breakPart('cities', 2, { flipByteAt: 30 });
    const { code, stderr } = await cli.run('download', id, '--to', to, '--provider', started.provider.url);
    expect({ code, stderr }).toEqual({ code: 9, stderr: expect.stringContaining('syncline: part 2 came with another digest than ') as string });
    expect(readdirSync(join(to, id)).toSorted()).toEqual(NAMES.slice(0, 3));
    expect((await started.download(DAYS[1], to)).receivedBytes).toBeGreaterThan(0);
    expect(statSync(join(to, id, 'part-00002.csv.zst')).mode & 0o777).toBe(0o600);
  });

  it('says what is wrong with the id, the provider and the answer', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const unknown = '0198a7f0-0000-7000-8000-00000000abcd';
    const outcomes = await Promise.all([
      cli.run('download', '../etc', '--to', to), cli.run('download', unknown, '--to', to, '--provider', 'ftp://x'),
      cli.run('download', unknown, '--to', to, '--provider', started.provider.url), cli.run('download', unknown, '--to', to, '--provider', nobody),
    ]);
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2, 1, 4]);
    expect(outcomes[0]?.stderr).toContain('It is the id of an extract');
    expect(outcomes[1]?.stderr).toContain('or a URL such as');
    expect(outcomes[2]?.stderr).toContain('refused (404 NOT_FOUND)');
    expect(outcomes[3]?.stderr).toContain(`does not answer on ${nobody}`);
  });

  it('takes no manifest of another extract', async () => {
    started.provider.alterManifest = (manifest) => ({ ...manifest, extractId: '0198a7f0-0000-7000-8000-00000000abcd' });
    await expect(started.download(DAYS[2], to)).rejects.toThrow('the manifest of the extract 0198a7f0-0000-7000-8000-00000000abcd');
    started.provider.alterManifest = null;
  });
});
