import { eventually } from '@syncline/test-kit';
import pg from 'pg';
import { FILES, GROUP, GroupClient } from '../src/group-client.ts';
import { DATES } from '../src/golden-table.ts';
import { SECOND, type SecondProvider } from '../src/second-provider.ts';
import { System } from '../src/system.ts';

/**
 * The flow of day 2: a group with a task a file, each from a system of its own and with an authentication of its own. The
 * flow of day 1 stands beside it and is not touched by its date.
 */
describe('a night of a group', () => {
  const ROWS = 3_000;
  let system: System;
  let second: SecondProvider;
  let group: GroupClient;
  beforeAll(async () => {
    system = await System.start({ rows: ROWS, withSecondProvider: true });
    second = system.second!;
    group = new GroupClient(system.client);
    await group.define(second, system.services['data-consumer'].url);
  }, 120_000);
  afterAll(() => system?.stop());

  const holdParts = (): void => [system.proxy, second.proxy].forEach((proxy) => proxy.hold((path) => path.includes('/parts/')));
  const releaseParts = (): void => [system.proxy, second.proxy].forEach((proxy) => proxy.release());
  const filesInState = (runIds: readonly (string | null)[], state: string): Promise<unknown> =>
    eventually(async () => {
      const states = await Promise.all(runIds.map(async (runId) => (await system.client.fileSync(runId ?? ''))?.state));
      if (states.some((one) => one !== state)) throw new Error(`${states.join(', ')} instead of ${state}`);
    }, { within: 60_000 });

  it('takes each file when its source has closed the date: the later one waits, fails nothing, holds up nobody', async () => {
    await system.client.close(DATES.grouped);
    const begun = await group.inState('RUNNING');
    const [ofFirst, ofSecond] = begun.members.map(({ runId }) => runId);
    await filesInState([ofFirst ?? null], 'SUCCEEDED');
    await eventually(async () => expect(await system.client.fileSync(ofSecond ?? '')).toMatchObject({ state: 'PENDING', detail: expect.stringContaining(`${DATES.grouped} is open`) }), { within: 30_000 });
    expect(await group.membersOf(begun)).toMatchObject([{}, { state: 'RUNNING', attempt: 1 }]);

    await system.client.close(DATES.grouped, SECOND);
    const run = await group.inState('SUCCEEDED', 'FAILED');
    expect(run).toMatchObject({ id: begun.id, group: GROUP, businessDate: DATES.grouped, state: 'SUCCEEDED', members: [{ index: 0, mode: 'ASYNC', state: 'SUCCEEDED' }, { index: 1, mode: 'ASYNC', state: 'SUCCEEDED' }] });
    const members = await group.membersOf(run);
    expect(members.map(({ groupRunId, attempt, reconciliation, files }) => [groupRunId, attempt, reconciliation?.result, files?.map(({ file, inserted }) => [file, inserted])])).toEqual(
      FILES.map((file) => [run.id, 1, 'MATCHED', [[file, ROWS + 25]]]),
    );
    for (const file of FILES) expect(await system.client.verify(file)).toMatchObject({ result: 'MATCHED', businessDate: DATES.grouped });
    expect(await system.client.alerts('FAILED')).toEqual([]);
  }, 180_000);

  it('loads side by side, and is cancelled with what is under way: nothing is published any more, until a person tries it again', async () => {
    const published = await group.publishedAt();
    holdParts();
    const { groupRunId } = await group.runByHand(DATES.grouped);
    const begun = await group.inState('RUNNING');
    expect(begun.id).toBe(groupRunId);
    const runIds = begun.members.map(({ runId }) => runId);
    await filesInState(runIds, 'LOADING');
    expect(await group.command(begun.id, 'cancel')).toMatchObject({ state: 'CANCELLED' });
    await filesInState(runIds, 'CANCELLED');
    releaseParts();
    expect((await group.membersOf(begun)).map(({ state, reason }) => [state, reason])).toEqual(FILES.map(() => ['CANCELLED', expect.any(String)]));
    expect(await group.publishedAt()).toEqual(published);

    await group.command(begun.id, 'retry');
    const run = await group.inState('SUCCEEDED', 'FAILED');
    expect(run).toMatchObject({ id: begun.id, state: 'SUCCEEDED' });
    expect((await group.membersOf(run)).map(({ attempt, state }) => [attempt, state])).toEqual(FILES.map(() => [2, 'SUCCEEDED']));
    for (const at of await group.publishedAt()) expect(published).not.toContain(at);
  }, 180_000);

  it('lets a close pass that nobody has a trigger for: of another date, or of another source', async () => {
    const before = await group.occurrences();
    await system.client.close(DATES.unheard);
    const database = new pg.Client(system.postgres.url('scheduling_platform'));
    await database.connect();
    const heard = async (text: string): Promise<number | null> => (await database.query(`SELECT 1 FROM messages WHERE event_json LIKE '%${text}%'`)).rowCount;
    await eventually(async () => (await heard(DATES.unheard)) === 1 && (await heard(`"source":"${SECOND}"`)) === 1, { within: 60_000 }).finally(() => database.end());
    expect(await group.occurrences()).toEqual(before);
    expect(before.map(({ task, group: of, trigger, businessDate }) => [task, of, trigger, businessDate])).toEqual([[null, GROUP, 'manual', DATES.grouped], [null, GROUP, 'message', DATES.grouped]]);
  }, 120_000);
});
