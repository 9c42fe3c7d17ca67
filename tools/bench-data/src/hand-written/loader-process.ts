/** The loop as it is written by hand: fetch a page, insert it through the ORM, ask for the next one. */
import { DataSource, EntitySchema } from 'typeorm';
import { monotonicMs, serveHelper } from '@syncline/bench-kit';
import { COLUMNS, KEY } from '../source/positions.ts';
import { PAGE_ROWS, type LoaderMethods } from './methods.ts';

type Row = Readonly<Record<string, string | null>>;

/** Values go through as the texts that they came as: as a Date an instant would lose its microseconds, as a number a decimal its digits. */
const entityOf = (table: string): EntitySchema<Row> => {
  const [schema, tableName = table] = table.split('.');
  return new EntitySchema<Row>({
    name: 'Position',
    ...(schema === undefined ? {} : { schema }),
    tableName,
    columns: Object.fromEntries(COLUMNS.map(({ name, nullable }) => [name, { type: 'varchar', primary: name === KEY, nullable }])),
  });
};

const load: LoaderMethods['load'] = async ({ url, table, origin, rows }) => {
  const entity = entityOf(table);
  const database = await new DataSource({ type: 'postgres', url, entities: [entity] }).initialize();
  const repository = database.getRepository(entity);
  const from = monotonicMs();
  for (let [loaded, after] = [0, '0']; loaded < rows;) {
    const answer = await fetch(`${origin}/?after=${after}`);
    const page = (await answer.json()) as Row[];
    const wanted = page.slice(0, Math.min(PAGE_ROWS, rows - loaded));
    if (wanted.length === 0) break;
    await repository.insert(wanted);
    loaded += wanted.length;
    after = wanted.at(-1)?.[KEY] ?? '';
  }
  const tookMs = monotonicMs() - from;
  await database.destroy();
  return tookMs;
};

const methods: LoaderMethods = { load };
serveHelper(methods);
