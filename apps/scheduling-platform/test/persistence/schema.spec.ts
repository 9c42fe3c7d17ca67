import { Database, pendingSchemaChanges } from '@syncline/database';
import { freshDatabase } from '@syncline/test-kit';
import { entities, migrations } from '../../src/persistence/data-source.ts';

describe('the schema', () => {
  it('is what the entities say once the migrations have run, also when two run them at once', async () => {
    const { url, drop } = await freshDatabase();
    const databases = await Promise.all([1, 2].map((node) => Database.open({ url, entities, migrations, applicationName: `migrate-${node}` })));
    const ran = await Promise.all(databases.map((database) => database.migrate()));
    expect(ran.flat()).toHaveLength(migrations.length);
    const [database] = databases;
    expect(database && (await pendingSchemaChanges(database))).toEqual([]);
    await Promise.all(databases.map((each) => each.close()));
    await drop();
  });
});
