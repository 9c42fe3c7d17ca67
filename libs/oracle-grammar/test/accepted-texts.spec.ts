import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AcceptedTexts } from '../src/index.ts';

const GOOD = 'SELECT id FROM runs';
const BAD = 'SELEC id FROM runs';

describe('AcceptedTexts', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'syncline-accepted-')); });
  afterEach(async () => {
    delete process.env.ORACLE_GRAMMAR;
    await rm(folder, { recursive: true });
  });
  const file = (): URL => pathToFileURL(join(folder, 'accepted.json'));

  const parseAll = (...texts: string[]): void => {
    process.env.ORACLE_GRAMMAR = 'all';
    const accepted = new AcceptedTexts(file());
    for (const text of texts) accepted.problemsOf(text);
    accepted.save();
    delete process.env.ORACLE_GRAMMAR;
  };

  it('parses what it does not know, and never keeps what was refused', async () => {
    parseAll(GOOD, BAD);
    expect(JSON.parse(await readFile(file(), 'utf8'))).toHaveLength(1);
    expect(new AcceptedTexts(file()).problemsOf(GOOD)).toEqual([]);
    expect(new AcceptedTexts(file()).problemsOf(BAD)).not.toEqual([]);
  }, 60_000);

  it('writes nothing in an ordinary run', async () => {
    const accepted = new AcceptedTexts(file());
    expect(accepted.problemsOf(GOOD)).toEqual([]);
    accepted.save();
    await expect(readFile(file())).rejects.toThrow('ENOENT');
  }, 60_000);

  it('forgets texts that are no more', async () => {
    parseAll(GOOD, 'SELECT task FROM runs');
    parseAll('SELECT task FROM runs');
    expect(JSON.parse(await readFile(file(), 'utf8'))).toHaveLength(1);
  }, 60_000);
});
