import { pendingSchemaChanges, type Database } from '@syncline/database';
import type { FreshDatabase } from '@syncline/test-kit';
import { consumerDatabase, openDatabase } from './harness.ts';

let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await consumerDatabase();
  database = await openDatabase(fresh.url);
});
afterAll(async () => {
  await database?.close();
  await fresh?.drop();
});

it('the migrated schema is what the entities say', async () => {
  expect(await pendingSchemaChanges(database)).toEqual([]);
});

it('ledger and staging share one durability', async () => {
  const rows: unknown = await database.dataSource.query(`SELECT relpersistence FROM pg_class WHERE relname = 'part_ledger'`);
  expect(rows).toEqual([{ relpersistence: 'u' }]);
});

it('refuses a file sync that is over without an end, or not over with one', async () => {
  const insert = (state: string, endedAt: string): Promise<unknown> => database.dataSource.query(
    `INSERT INTO file_sync (id, job_id, run_id, attempt, file_name, definition_json, business_date, is_older_allowed, state, rows_loaded, rows_seen, bytes_seen, parts_loaded, differences_total, due_at, created_at, ended_at)
     VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, 'f', '{}', '2026-08-04', false, '${state}', 0, 0, 0, 0, 0, now(), now(), ${endedAt})`);
  await expect(insert('SUCCEEDED', 'NULL')).rejects.toThrow('ck_file_sync_ended');
  await expect(insert('LOADING', 'now()')).rejects.toThrow('ck_file_sync_ended');
  await expect(insert('LOST', 'NULL')).rejects.toThrow('ck_file_sync_state');
});
