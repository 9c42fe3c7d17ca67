import { Database, statement } from '@syncline/database';
import { eventually } from '@syncline/test-kit';
import { v7 as uuidv7 } from 'uuid';
import { GroupRunEntity } from '../src/group-runs/group-run.entity.ts';
import { insertRows } from '../src/persistence/rows.ts';
import { MissedFiringsEntity } from '../src/triggers/missed-firings.entity.ts';
import { GroupScene } from './support/group-scene.ts';
import { aName, aTask, onClose, type PlatformClient } from './support/platform-client.ts';
import { PlatformWorld } from './support/platform-world.ts';
import { storyOf } from './support/story.ts';

const ddl = (postgres: string) => statement<object, object>({ name: 'poison', postgres, oracle: 'SELECT 1 FROM dual' });

describe('a row that nothing can be done about holds up no other', () => {
  let world: PlatformWorld;
  let platform: PlatformClient;
  let database: Database;
  let scene: GroupScene;
  beforeAll(async () => {
    world = await PlatformWorld.create();
    platform = await world.startNode();
    database = platform.node.app.get(Database);
    scene = new GroupScene(platform, world.target);
    await database.execute(ddl(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poison'; END $$`), {});
  });
  afterAll(() => world.close());

  /** Any change of such a row fails from now on. */
  const poison = (table: string, what: string): Promise<number> =>
    database.execute(ddl(`CREATE TRIGGER refuse BEFORE UPDATE ON ${table} FOR EACH ROW WHEN (${what}) EXECUTE FUNCTION refuse()`), {});
  const heal = (table: string): Promise<number> => database.execute(ddl(`DROP TRIGGER refuse ON ${table}`), {});

  it('among deadlines of group runs', async () => {
    const { group } = await scene.groupOf(['SYNC'], { overlap: 'ALLOW' });
    const [bad, good] = [await scene.start(group, { businessDate: '2026-08-01' }), await scene.start(group, { businessDate: '2026-08-02' })];
    await poison('group_runs', `OLD.id = '${bad}'`);
    await database.execute(ddl(`SET session_replication_role = replica; UPDATE group_runs SET overdue_at = created_at WHERE group_name = '${group}'; RESET session_replication_role`), {});
    await eventually(async () => expect(await scene.alerts(good)).toMatchObject([{ kind: 'OVERDUE' }]));
    expect(await scene.alerts(bad)).toEqual([]);
    await heal('group_runs');
    await eventually(async () => expect(await scene.alerts(bad)).toMatchObject([{ kind: 'OVERDUE' }]));
  });

  it('among turns of groups that nobody has', async () => {
    const groups = [(await scene.groupOf(['SYNC'])).group, (await scene.groupOf(['SYNC'])).group].sort();
    await poison('group_runs', `OLD.group_name = '${groups[0]}'`);
    const rows = groups.map((groupName) => ({
      id: uuidv7(), groupName, groupVersion: 1, businessDate: null, parametersDigest: 'x', overlap: 'QUEUE' as const, state: 'QUEUED' as const, isWaiting: true, reason: null, detail: null,
      overdueAt: null, failAt: new Date(Date.now() + 86_400_000), createdAt: new Date(), endedAt: null,
    }));
    await database.transaction((tx) => insertRows(tx, GroupRunEntity, rows));
    const isWaiting = async (n: number): Promise<boolean> => (await database.repository(GroupRunEntity).findOneByOrFail({ id: rows[n]?.id ?? '' })).isWaiting;
    await eventually(async () => expect(await isWaiting(1)).toBe(false));
    expect(await isWaiting(0)).toBe(true);
    await heal('group_runs');
  });

  it('among missed firings', async () => {
    const task = await scene.task('missed');
    const trigger = { kind: 'cron' as const, expression: '0 * * * *', timeZone: 'Etc/UTC', calendar: null, onHoliday: 'SKIP' as const, misfire: 'SKIP' as const, maxLateness: null, maxCatchUp: 1, businessDate: null };
    const from = new Date('2026-08-04T10:00:00Z');
    const verdict = { since: from.getTime(), until: from.getTime() + 7_200_000, isPaused: false, fired: [], coalescedInto: null, coalescedSince: 0, alerts: null, runId: null, groupRunId: null };
    const row = { ownerKind: 'TASK' as const, owner: task, madeAt: from, fromAt: from, verdictJson: verdict };
    const [bad, good] = [uuidv7(), uuidv7()];
    await database.transaction((tx) => insertRows(tx, MissedFiringsEntity, [
      { ...row, id: bad, triggerJson: { ...trigger, expression: 'no expression' } as never },
      { ...row, id: good, triggerJson: trigger as never },
    ]));
    await eventually(async () => expect(await database.repository(MissedFiringsEntity).find()).toMatchObject([{ id: bad }]));
    expect(await storyOf(platform, task)).not.toEqual([]);
  });

  it('among expected messages', async () => {
    const expectedBy = { time: '19:30', timeZone: 'Europe/London' };
    const tasks = [aName('bad'), aName('good')] as const;
    for (const name of tasks) await platform.call('PUT', `/tasks/${name}`, { body: { ...aTask(world.target.url, { triggers: [{ ...onClose, type: name, expectedBy }] }), name } });
    await poison('triggers', `OLD.owner = '${tasks[0]}' AND OLD.expected_date = '2026-08-04'`);
    await database.execute(ddl(`UPDATE triggers SET expected_date = '2026-08-04', expected_at = date_trunc('second', now()) WHERE owner IN ('${tasks[0]}', '${tasks[1]}')`), {});
    await eventually(async () => expect(await storyOf(platform, tasks[1])).not.toEqual([]));
    expect(await storyOf(platform, tasks[0])).toEqual([]);
    await heal('triggers');
    await eventually(async () => expect(await storyOf(platform, tasks[0])).not.toEqual([]));
  });
});
