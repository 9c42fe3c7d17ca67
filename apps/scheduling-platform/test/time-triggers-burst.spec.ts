import { Database } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { aTask } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { stepClock } from './support/story.ts';

const TRIGGERS = 3_000;

/** Made by SQL: what counts here is what happens when they are all due. */
const COPIES = [
  `INSERT INTO tasks SELECT 'burst-' || n, gen_random_uuid(), version, is_paused, replace(definition_json, '"burst"', '"burst-' || n || '"'), created_at, updated_at FROM tasks, generate_series(1, $1) n WHERE name = 'burst'`,
  `INSERT INTO task_versions SELECT 'burst-' || n, version, replace(definition_json, '"burst"', '"burst-' || n || '"'), created_at FROM task_versions, generate_series(1, $1) n WHERE task = 'burst'`,
  `INSERT INTO triggers SELECT owner_kind, 'burst-' || n, position, kind, message_type, trigger_json, fires_at, expected_date, expected_at, created_at FROM triggers, generate_series(1, $1) n WHERE owner = 'burst'`,
];

it('thousands of triggers that are due in the same second fire together, each once, on two nodes', async () => {
  const world = await PlatformWorld.create();
  const nodes = [await world.startNode('node-1'), await world.startNode('node-2')] as const;
  const itIs = stepClock(nodes);
  itIs('2026-11-18T10:00:00Z');
  const task = aTask(world.target.url, { name: 'burst', triggers: [{ kind: 'cron', expression: '0 30 10 * * MON-FRI', timeZone: 'Europe/London', businessDate: 'SAME_DAY' }] });
  await nodes[0].call('PUT', '/tasks/burst', { body: task });
  const sql = nodes[0].node.app.get(Database).dataSource;
  for (const copy of COPIES) await sql.query(copy, [TRIGGERS - 1]);
  itIs('2026-11-18T10:30:00Z');
  const outcomes = (): Promise<unknown> => sql.query('SELECT outcome, COUNT(*)::int AS count, COUNT(DISTINCT task)::int AS tasks, COUNT(DISTINCT run_id)::int AS runs FROM occurrences GROUP BY outcome');
  await eventually(async () => expect(await outcomes()).toEqual([{ outcome: 'FIRED', count: TRIGGERS, tasks: TRIGGERS, runs: TRIGGERS }]), { within: 20_000 });
  await world.close();
}, 60_000);
