import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@syncline/service-kit';
import { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';

const CITIES = `name: cities
version: 1
source: { relation: public.cities }
key: [city_id]
businessDate: as_of
columns:
  - { name: city_id, type: string(40), nullable: false }
  - { name: population, type: bigint, nullable: true }
controlTotals:
  - { name: population, kind: sum, column: population }
views:
  public: { where: "population > 1000", mask: { population: "0" } }
access:
  - { issuer: urn:a, clientId: b, view: public }
`;

describe('the catalogue', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'catalogue-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const load = async (files: Record<string, string>): Promise<Catalogue> => {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return new Catalogue((await loadCatalogue(folder)).map(({ dataset }) => dataset), new Date(0));
  };
  const problems = (files: Record<string, string>): Promise<readonly string[]> =>
    load(files).then(() => [], (error: unknown) => (error instanceof ConfigError ? error.problems : Promise.reject(error)));

  it('is read with its defaults', async () => {
    const catalogue = await load({ 'cities.yaml': CITIES, 'notes.txt': 'not a dataset' });
    expect(catalogue.view('cities', 'public')).toMatchObject({ partRows: 50_000, compression: 'zstd', where: 'population > 1000', columns: [{ name: 'city_id' }, { mask: '0' }] });
    expect(catalogue.visibleTo({ issuer: 'urn:a', clientId: 'b' }).map(({ view }) => view)).toEqual(['public']);
    expect(catalogue.visibleTo({ issuer: 'urn:other', clientId: 'b' })).toEqual([]);
  });

  it('names every problem of every file at once, with its line', async () => {
    const wrong = CITIES
      .replace('type: bigint', 'type: float')
      .replace('key: [city_id]', 'key: [city_id, nothing]')
      .replace('businessDate: as_of', 'businessDate: population')
      .replace('kind: sum, column: population', 'kind: sum, column: city_id')
      .replace('view: public }', 'view: absent }');
    expect(await problems({ 'a.yaml': wrong, 'b.yaml': 'name: [', 'c.yaml': CITIES.replace('version: 1', 'version: one\nspeed: 3') })).toEqual([
      expect.stringMatching(/^a\.yaml:8: unknown column type "float"/),
      'a.yaml:4: the key column nothing is not one of the columns',
      'a.yaml:5: population selects the rows and so cannot be one of the columns as well',
      'a.yaml:10: a sum needs a number, not string(40)',
      'a.yaml:14: there is no view absent',
      expect.stringMatching(/^b\.yaml:1: /),
      expect.stringMatching(/^c\.yaml:2: version /),
      'c.yaml:3: speed is not a known setting',
    ]);
  });

  it.each<[string, string, string]>([
    ['key: [city_id]', 'key: [population]', 'must not be nullable'],
    ['{ relation: public.cities }', '{ relation: "cities; drop table x" }', 'must be the name of a table or view'],
    ['{ relation: public.cities }', '{ relation: a, query: select 1 }', 'either a relation or a query'],
    ['{ relation: public.cities }', '{ query: "delete from cities" }', 'must begin with select or with'],
    ['{ relation: public.cities }', '{ query: "select 1; select 2" }', 'without a semicolon'],
    ['mask: { population: "0" }', 'mask: { population: "007" }', 'is not the canonical text of a bigint'],
    ['mask: { population: "0" }', 'mask: { city_id: "x" }', 'cannot be masked'],
    ['mask: { population: "0" }', 'columns: [population]', 'cannot be hidden'],
    ['  public: {', '  default: {', 'cannot be defined'],
    ['name: population, type', 'name: city_id, type', 'is there twice'],
    ['version: 1\n', '', 'version is missing'],
    ['name: population, type', 'name: __proto__, type', 'a column cannot be called __proto__'],
  ])('refuses %j → %j', async (from, to, sentence) => {
    expect((await problems({ 'cities.yaml': CITIES.replace(from, to) })).join('\n')).toContain(sentence);
  });

  it('refuses one dataset in two files, and a folder that is not there', async () => {
    expect(await problems({ 'a.yaml': CITIES, 'b.yaml': CITIES })).toEqual(['b.yaml:1: the dataset cities is defined in another file as well']);
    await expect(loadCatalogue(join(folder, 'absent'))).rejects.toThrow('cannot be read');
  });

  it('refuses a folder without a dataset, and what is no file', async () => {
    expect(await problems({ 'notes.txt': 'x' })).toEqual([expect.stringMatching(/has no dataset \(\*\.yaml\)$/)]);
    await mkdir(join(folder, 'folder.yaml'));
    expect(await problems({ 'cities.yaml': CITIES })).toEqual([expect.stringMatching(/^folder\.yaml: cannot be read: /)]);
  });

  // Ten aliases of ten aliases, seven times: 10 million names.
  const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6].map((n) => `a${n}: &a${n} [${Array(10).fill(`*a${n - 1}`).join(', ')}]`).join('\n')}\n`;

  it.each<[string, string | Buffer, RegExp]>([
    ['is empty', '', /^x\.yaml:1: the file /],
    ['is a list', '- name: cities', /^x\.yaml:1: the file /],
    ['is indented by tabs', CITIES.replace('  - { name: city_id', '\t- { name: city_id'), /^x\.yaml:\d+: /],
    ['says something twice', CITIES.replace('version: 1', 'version: 1\nversion: 2'), /^x\.yaml:3: Map keys must be unique/],
    ['is two documents', `${CITIES}---\n${CITIES}`, /^x\.yaml:\d+: .*multiple documents/],
    ['unfolds to millions', bomb, /^x\.yaml:1: Excessive alias count/],
    ['names what is not there', CITIES.replace('[city_id]', '*nothing'), /^x\.yaml:1: Unresolved alias .*: nothing/],
    ['has a tag that nobody knows', CITIES.replace('version: 1', 'version: !count 1'), /^x\.yaml:2: Unresolved tag/],
    ['is larger than a person writes', `${CITIES}#${'x'.repeat(1024 * 1024)}`, /^x\.yaml: cannot be read: it is larger than 1 MiB/],
    ['is no text', Buffer.from([0x6e, 0xff, 0xfe]), /^x\.yaml: cannot be read: /],
    ['has numbers where texts belong', CITIES.replace('name: cities', 'name: 7').replace('nullable: true', 'nullable: maybe'), /^x\.yaml:1: name .*\nx\.yaml:8: columns\.1\.nullable /],
  ])('refuses a file that %s', async (_what, text, message) => {
    await writeFile(join(folder, 'x.yaml'), text);
    expect((await problems({})).join('\n')).toMatch(message);
  });
});
