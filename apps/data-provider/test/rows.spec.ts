import { withClient } from '@syncline/local-postgres';
import { viewOf } from '../src/catalogue/domain/dataset-view.ts';
import { loadCatalogue } from '../src/catalogue/load-catalogue.ts';
import { describeSource } from '../src/golden-source/describe-source.ts';
import { openGoldenSource } from '../src/golden-source/open-golden-source.ts';
import { pageStatement } from '../src/datasets/rows-page.ts';
import { configured, prepareGround, startProvider, type Ground, type TestProvider } from './provider.ts';
import { COUNTRIES } from './source.ts';

const dataset = (name: string, source: string, rest = ''): string => `
name: ${name}
version: 1
source: ${source}
key: [account, id]
columns:
  - { name: account, type: string(20), nullable: false }
  - { name: id, type: bigint, nullable: false }
  - { name: amount, type: "decimal(12,2)", nullable: true }
${rest}`;

const FILES = {
  positions: dataset('positions', '{ relation: positions }', 'businessDate: as_of\nviews: { masked: { columns: [account, id, amount], mask: { amount: "0.00" } } }'),
  heap: dataset('heap', '{ relation: heap }'),
  local: dataset('local', '{ relation: local }'),
  slow: dataset('slow', `{ query: "select 'a' as account, 1 as id, pg_sleep(30)::text::numeric as amount" }`),
  gone: dataset('gone', '{ relation: nowhere }'),
  renamed: dataset('renamed', `{ query: "select 'a' as account, 1 as id" }`),
  inexact: dataset('inexact', `{ query: "select 'a' as account, 1 as id, 0.001 as amount" }`),
  countries: COUNTRIES,
};

const ROWS = 50_000;
const FILL = `
  CREATE TABLE positions (as_of date, account text COLLATE "C", id bigint, amount numeric(12,2), PRIMARY KEY (as_of, account, id));
  INSERT INTO positions SELECT date '2026-08-04', 'account ' || n % 1000, n, n FROM generate_series(1, ${ROWS}) n;
  CREATE TABLE heap AS SELECT account, id, amount FROM positions;
  CREATE TABLE local (account text COLLATE "en-x-icu", id bigint, amount numeric(12,2), PRIMARY KEY (account, id));
  INSERT INTO local SELECT account, id, amount FROM heap;
  ANALYZE;`;

describe('live rows', () => {
  let ground: Ground;
  let provider: TestProvider;
  beforeAll(async () => {
    ground = await prepareGround(FILES);
    await ground.source.run(FILL);
    provider = await startProvider(ground, await configured(ground, 'rows', { rows: { maxCost: 800, timeout: 'PT1S', readersAtOnce: 2 } }));
  });
  afterAll(async () => {
    await provider.stop();
    await ground.remove();
  });

  const get = async (name: string, query = ''): Promise<[number, { code?: string; detail?: string; items?: Record<string, string>[]; nextCursor?: string | null }]> => {
    const answer = await provider.call(`/api/v1/datasets/${name}/rows?${query}`);
    return [answer.status, (await answer.json()) as object];
  };
  const DATE = 'businessDate=2026-08-04';

  it('walk the index of the key of a large table, at any place of it, and sort nothing', async () => {
    const source = openGoldenSource(ground.source.url);
    const definition = (await loadCatalogue(ground.catalogue)).find(({ name }) => name === 'positions')?.dataset;
    const view = definition && viewOf(definition, 'masked');
    if (view === undefined) throw new Error('no view');
    const reader = await source.openReader();
    const rows = await describeSource(reader, source.dialect, view, '2026-08-04');
    await reader.close();
    for (const place of [{ beginning: [] }, { beginning: [], after: ['account 500', '40500'] }, { beginning: ['account 77'] }, { beginning: ['account 77'], after: ['account 77', '5077'] }, { beginning: ['account 77', '5077'] }]) {
      const plan = await withClient(ground.source.url, async (client) => (await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF) ${pageStatement(rows, { ...place, limit: 100 })}`)).rows.map((row) => row['QUERY PLAN']).join('\n'));
      expect(plan).toMatch(/Index (Only )?Scan using positions_pkey/);
      expect(plan).not.toMatch(/Sort|Seq Scan|Rows Removed by Filter/);
    }
  });

  it('are filtered by the beginning of the key, page by page', async () => {
    const ids: string[] = [];
    for (let cursor: string | null | undefined = ''; typeof cursor === 'string';) {
      const [status, page] = await get('positions', `${DATE}&account=account%2077&limit=20${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(status).toBe(200);
      ids.push(...(page.items ?? []).map(({ id }) => id ?? ''));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(Array.from({ length: 50 }, (_, n) => String(n * 1000 + 77)));
    expect((await get('positions', `${DATE}&account=account%2077&id=5077`))[1]).toEqual({ items: [{ account: 'account 77', id: '5077', amount: '5077.00' }], nextCursor: null });
    expect((await get('positions', `${DATE}&account=nobody`))[1]).toEqual({ items: [], nextCursor: null });
    expect((await get('positions', `${DATE}&account=x'%20OR%201=1--`))[1]).toEqual({ items: [], nextCursor: null });
  });

  it.each<[string, string, number, string, string]>([
    ['positions', '', 422, 'BUSINESS_DATE_REQUIRED', 'name one with'],
    ['countries', DATE, 422, 'RULE_VIOLATED', 'has no business date'],
    ['positions', `${DATE}&id=5077`, 422, 'RULE_VIOLATED', 'name account as well'],
    ['positions', `${DATE}&amount=1.00`, 400, 'VALIDATION_FAILED', '/query/amount: is neither a parameter nor a key column'],
    ['positions', `${DATE}&account=a&account=b`, 400, 'VALIDATION_FAILED', 'more than once'],
    ['positions', `${DATE}&account=a&id=007`, 400, 'VALIDATION_FAILED', 'is not the canonical text of a bigint'],
    ['heap', '', 422, 'RULE_VIOLATED', 'an index on (account, id), texts by COLLATE "C"'],
    ['local', '', 422, 'RULE_VIOLATED', 'Name more of the key (?account=, ?id=)'],
    ['gone', '', 409, 'CONFLICT', 'SOURCE_UNREADABLE'],
    ['renamed', '', 409, 'CONFLICT', 'the source has no column amount'],
    ['inexact', '', 409, 'CONFLICT', 'VALUE_NOT_REPRESENTABLE'],
  ])('of %s?%s are refused with %i %s: %s', async (name, query, status, code, sentence) => {
    const [given, problem] = await get(name, query);
    expect([given, problem.code, problem.detail]).toEqual([status, code, expect.stringContaining(sentence)]);
  });

  it('of a text key in another order are still found by their key', async () => {
    expect((await get('local', 'account=account%2077&limit=1'))[1]).toMatchObject({ items: [{ account: 'account 77', id: '77' }], nextCursor: expect.any(String) as string });
  });

  it('are given up after their time, and only a few are read at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => provider.call('/api/v1/datasets/slow/rows')));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    const details = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { detail: string }).detail));
    expect(details.filter((detail) => detail.includes('took too long'))).toHaveLength(2);
    expect(details.filter((detail) => detail.includes('2 pages of live rows are being read'))).toHaveLength(1);
    expect(answers.map(({ headers }) => headers.get('retry-after')).sort()).toEqual(['1', '30', '30']);
    expect((await get('countries', 'code=DE'))[0]).toBe(200);
  });
});
