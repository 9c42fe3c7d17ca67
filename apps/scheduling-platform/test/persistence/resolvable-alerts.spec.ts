import { Database, type Statement } from '@syncline/database';
import { selectResolvableAlerts } from '../../src/persistence/sql/select-resolvable-alerts.sql.ts';
import { aTask } from '../support/platform-client.ts';
import { PlatformWorld } from '../support/platform-world.ts';

/** What PostgreSQL says of a plan it ran. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

const RESOLVED = 100_000;
const RUNS = 10_000;

/** Of PostgreSQL only: whether a plan reads an index is nothing that both engines say alike. */
describe('looking for alerts to resolve, at every end of a run', () => {
  let world: PlatformWorld;
  let database: Database;
  let runId: string;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    const platform = await world.startNode();
    database = platform.node.app.get(Database);
    const task = aTask(world.target.url);
    runId = await platform.startRun(task, { businessDate: '2026-08-04' });
    await platform.call('POST', `/runs/${runId}/cancel`);
    await database.dataSource.query(
      `INSERT INTO runs SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()))).* FROM runs r, generate_series(1, ${RUNS}) WHERE r.id = $1`, [runId],
    );
    await database.dataSource.query(`
      INSERT INTO alerts (id, kind, state, run_id, task, business_date, detail, opened_at, resolved_at)
      SELECT gen_random_uuid(), 'FAILED', 'RESOLVED', r.id, r.task, r.business_date, 'x', now(), now() FROM runs r, generate_series(1, 10) LIMIT ${RESOLVED}`);
    await database.dataSource.query('ANALYZE');
  }, 120_000);
  afterAll(() => world.close());

  it('reads nothing of those that are resolved', async () => {
    const binds = {
      openKeys: JSON.stringify(['SILENT', 'OVERDUE', 'FAILED', 'EXHAUSTED', 'MISMATCH'].map((kind) => `${kind}:${runId}`)),
      mendKeys: '[]', runs: JSON.stringify([runId]), groupRuns: '[]',
    };
    const explain: Statement<typeof binds, { 'query plan': string }> = {
      name: 'explain', postgres: `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${String(selectResolvableAlerts.postgres)}`, oracle: '',
    };
    const [row] = await database.query(explain, binds);
    const [{ Plan: plan }] = JSON.parse(row?.['query plan'] ?? '') as [{ Plan: PlanNode }];
    const large = flatten(plan).filter((node) => ['alerts', 'runs'].includes(node['Relation Name'] ?? ''));
    expect(large.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    // A look into an index for each key, and little more; the resolved alerts alone are more than 1,500 blocks.
    expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(100);
    expect(await database.query(selectResolvableAlerts, binds)).toEqual([]);
  });
});

const flatten = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flatten)];
