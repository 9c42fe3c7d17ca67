import { withClient } from '@syncline/local-postgres';
import { randomBytes } from 'node:crypto';
import { testPostgres } from './test-postgres.ts';
import type { TestPostgres } from './test-postgres.ts';

export interface FreshDatabase {
  readonly url: string;
  /** Drops it, and the connections that are still open to it. */
  drop(): Promise<void>;
}

/** What a database begins with. Prepared once a run (migrations, say), then copied by the server. */
export interface DatabaseTemplate {
  /** Small letters, digits and `_`; the same name means the same content. */
  readonly name: string;
  /** Must have closed its connections when it resolves. */
  prepare(url: string): Promise<void>;
}

/** A database of its own for a test file or a test: empty (about 50 ms), or a copy of a template. */
export async function freshDatabase(options: { template?: DatabaseTemplate } = {}): Promise<FreshDatabase> {
  const server = await testPostgres();
  const template = options.template && (await prepareOnce(server, options.template));
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.createDatabase(name, template);
  return { url: server.url(name), drop: () => server.dropDatabase(name) };
}

/**
 * Under a lock of the server, since several workers may want the same template at once. It is made under another name
 * and renamed when it is whole, so that one whose preparation failed is never copied.
 */
function prepareOnce(server: TestPostgres, template: DatabaseTemplate): Promise<string> {
  const name = `template_${template.name}`;
  const unfinished = `${name}_unfinished`;
  return withClient(server.url('postgres'), async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [name]);
    const there = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (there.rowCount) return name;
    await server.dropDatabase(unfinished);
    await server.createDatabase(unfinished);
    await template.prepare(server.url(unfinished));
    await client.query(`ALTER DATABASE "${unfinished}" RENAME TO "${name}"`);
    return name;
  });
}
