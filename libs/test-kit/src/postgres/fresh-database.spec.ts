import { withClient } from '@syncline/local-postgres';
import { freshDatabase } from './fresh-database.ts';
import { SERVER_TIME_ZONE } from './test-postgres.ts';

const query = (url: string, sql: string): Promise<unknown[]> => withClient(url, async (client) => (await client.query(sql)).rows);

describe('freshDatabase', () => {
  it('is a database of its own, on a server that does not live in UTC', async () => {
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
    await query(one.url, 'CREATE TABLE mine (id int)');
    await expect(query(two.url, 'SELECT * FROM mine')).rejects.toThrow('does not exist');
    await expect(query(one.url, 'SHOW TimeZone')).resolves.toEqual([{ TimeZone: SERVER_TIME_ZONE }]);
    await Promise.all([one.drop(), two.drop()]);
    await expect(query(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
  });

  it('prepares a template once, however many ask for it at once', async () => {
    let prepared = 0;
    const template = {
      name: 'spec',
      prepare: async (url: string) => {
        prepared += 1;
        await query(url, 'CREATE TABLE prepared AS SELECT 7 AS n');
      },
    };
    const copies = await Promise.all([1, 2, 3].map(() => freshDatabase({ template })));
    for (const copy of copies) {
      await expect(query(copy.url, 'SELECT n FROM prepared')).resolves.toEqual([{ n: 7 }]);
      await copy.drop();
    }
    expect(prepared).toBe(1);
  });

  it('never copies a template whose preparation failed', async () => {
    const name = 'broken';
    const create = (url: string): Promise<unknown> => query(url, 'CREATE TABLE whole ()');
    const failing = { name, prepare: (url: string) => create(url).then(() => Promise.reject(new Error('no'))) };
    await expect(freshDatabase({ template: failing })).rejects.toThrow('no');
    const mended = await freshDatabase({ template: { name, prepare: (url) => create(url).then(() => undefined) } });
    await expect(query(mended.url, 'SELECT count(*) FROM whole')).resolves.toHaveLength(1);
    await mended.drop();
  });
});
