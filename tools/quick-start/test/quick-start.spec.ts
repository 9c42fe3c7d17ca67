import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeLocalPostgres } from '@syncline/local-postgres';
import { type Occurrence, type Page, schedulingPlatformOperations as platformOperations } from '@syncline/contract';
import { loadOperatorKey, readInstallation } from '@syncline/syncline-cli';
import { eventually, freePort, startProcess, type ProcessOptions, type TestProcess } from '@syncline/test-kit';
import pg from 'pg';
import { closeBusinessDate } from '../src/sync/close-business-date.ts';
import { connectServices } from '../src/sync/services.ts';

/**
 * The quick start as a person meets it: the built program, real services, real data, and what can go wrong on the way.
 * One home and one story, because each start continues where the one before was stopped, killed or finished.
 */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const PORT_VARIABLES = ['SCHEDULING_PLATFORM_PORT', 'DATA_PROVIDER_PORT', 'DATA_PROVIDER_2_PORT', 'DATA_CONSUMER_PORT', 'POSTGRES_PORT'];
const START_WITHIN = 240_000;

describe('npm start', () => {
  let home: string;
  let env: Record<string, string>;
  let running: TestProcess | null = null;
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'syncline-quick-start-'));
    env = { SYNCLINE_HOME: home, HOME: tmpdir() };
    for (const variable of PORT_VARIABLES) env[variable] = String(await freePort());
  });
  afterAll(async () => {
    await running?.stop();
    await removeLocalPostgres(join(home, 'postgres'));
    rmSync(home, { recursive: true, force: true });
  });

  async function start(args: readonly string[], ready: ProcessOptions['ready'], more: Record<string, string> = {}): Promise<TestProcess> {
    running = await startProcess({ script: program, args, env: { ...env, ...more }, within: START_WITHIN, ...(ready === undefined ? {} : { ready }) });
    return running;
  }

  /** Runs to the end; answers the exit code and everything that was said. */
  async function finish(args: readonly string[], more?: Record<string, string>): Promise<{ code: number | null; said: string }> {
    const started = await start(args, undefined, more);
    const { code } = await started.exited;
    return { code, said: started.output() };
  }

  const nobodyListens = async (): Promise<boolean> => {
    const answers = await Promise.all(PORT_VARIABLES.slice(0, -1).map((variable) => fetch(`http://localhost:${env[variable]}/health/live`).then(() => true, () => false)));
    return answers.every((answered) => !answered);
  };

  const leftPidFiles = (): string[] => readdirSync(join(home, 'run'));

  it('refuses what it cannot do, in one sentence, before it starts anything', async () => {
    await expect(finish(['--onec'])).resolves.toMatchObject({ code: 2, said: expect.stringContaining('Unknown: --onec') as string });
    await expect(finish([], { DATA_PROVIDER_PORT: 'x' })).resolves.toMatchObject({ code: 1, said: expect.stringContaining('DATA_PROVIDER_PORT is "x"') as string });
    await expect(finish([], { SYNCLINE_HOME: '/dev/null/nowhere' })).resolves.toMatchObject({ code: 1, said: expect.stringContaining('set SYNCLINE_HOME to another one') as string });
    expect(existsSync(join(home, 'run'))).toBe(false);
  });

  it('carries on after a kill -9 of itself while it fills the golden source, and of the consumer in the middle of a sync', async () => {
    const first = await start(['--once'], { output: /is migrated and ready/ });
    await first.kill('SIGKILL');
    expect(leftPidFiles().length).toBeGreaterThan(0);

    const second = await start(['--once'], { output: /closed: data-provider has sealed/ });
    expect(second.output()).toMatch(/stopped what an earlier start had left running: .*(scheduling-platform|data-)/);
    const consumer = Number(/data-consumer is migrated and ready on \S+ \(process (\d+)\)/.exec(second.output())?.[1]);
    process.kill(consumer, 'SIGKILL');
    expect(await second.exited).toEqual({ code: 0, signal: null });
    expect(second.output()).toContain(`data-consumer (process ${consumer}) was killed by SIGKILL; starting it again`);
    expect(second.output()).toMatch(/Business date 2026-08-04, by one task for all files \(sync-golden-source\)[\s\S]*\n {2}✔ run \S+: SUCCEEDED, MATCHED, 26 of 26 checks matched/);
    expect(second.output()).toMatch(/Business date 2026-09-26, by a group with a task a file \(sync-files\)[\s\S]*\n {2}✔ group run \S+: SUCCEEDED, MATCHED, 36 of 36 checks matched/);
    for (const date of ['2026-08-04', '2026-09-26']) {
      const waited = new RegExp(`countries, currencies and regions wait for data-provider-2: "The business date ${date} is open, not closed\\."[^✔]*✔ closed: data-provider-2 has sealed`);
      expect(second.output()).toMatch(waited);
    }
    expect(second.output()).toMatch(/cities +171,075 +171,075 +1,490 +130 +955 +169,455 +[\d,]+ +matched/);
    expect(second.output()).toContain('proven: what is served is byte for byte what was sealed, 7 files on 2 dates');
    expect(second.output()).toMatch(/places-by-country of 2026-09-26: 2\d\d rows from countries revision 1, [\s\S]*cities = cities\.rows \(171,075\)/);
    expect(second.output()).toMatch(/cities-by-division of 2026-09-26: 3,\d{3} rows from [\s\S]*division_code +country_code +country +division +cities +districts\n[\s\S]*… 3,\d{3} more/);
    expect(leftPidFiles()).toEqual([]);
    await eventually(nobodyListens);
  }, START_WITHIN);

  it('finds both dates proven the next time, and loads nothing twice', async () => {
    const { code, said } = await finish(['--once']);
    expect(code).toBe(0);
    expect(said).toContain('both dates were proven by an earlier start; nothing was loaded twice');
    expect(said).not.toContain('closed: data-provider');
  }, START_WITHIN);

  it('stays up until Ctrl-C, alone on its folder; a row that was changed meanwhile is named by the next start', async () => {
    const up = await start([], { output: /Everything stays up/ });
    await expect(startProcess({ script: program, env, ready: { output: /PostgreSQL runs/ } })).rejects.toThrow(/ended with 1[\s\S]*Another quick start is running on/);

    const client = new pg.Client({ connectionString: /postgres:\/\/\S+/.exec(up.output())?.[0] });
    await client.connect();
    await client.query(`UPDATE published.countries SET name = 'Elsewhere' WHERE country_code = 'IE'`).finally(() => client.end());
    expect(await up.kill('SIGINT')).toEqual({ code: 0, signal: null });

    const { code, said } = await finish(['--once']);
    expect(code).toBe(1);
    expect(said).toMatch(/Not proven any more: countries no longer matches what was sealed: row IE differs: name should be Ireland and is Elsewhere/);
  }, START_WITHIN);

  it('hears of a third date, for which nobody has a trigger, and starts nothing', async () => {
    const up = await start([], { output: /Everything stays up/ });
    const services = connectServices(readInstallation(env), await loadOperatorKey(home));
    const before = await services.platform.call(platformOperations.listOccurrences, { query: { limit: 500 } });
    expect(before.items.map(({ businessDate, task, group }) => [businessDate, task, group]).toSorted()).toEqual([['2026-08-04', 'sync-golden-source', null], ['2026-09-26', null, 'sync-files']]);

    await closeBusinessDate({ provider: services.providers['data-provider'], log: '' }, '2026-10-30', new AbortController().signal);
    const database = new pg.Client({ connectionString: /postgres:\/\/\S+/.exec(up.output())?.[0]?.replace('data_consumer', 'scheduling_platform') });
    await database.connect();
    await eventually(async () => (await database.query(`SELECT 1 FROM messages WHERE event_json LIKE '%2026-10-30%'`)).rowCount === 1, { within: 60_000 });
    const ofSecond = database.query<{ n: number }>(`SELECT count(*)::int AS n FROM messages WHERE event_json LIKE '%"data-provider-2"%'`);
    expect((await ofSecond.finally(() => database.end())).rows).toEqual([{ n: 2 }]); // heard, and nobody's trigger
    const after: Page<Occurrence> = await services.platform.call(platformOperations.listOccurrences, { query: { limit: 500 } });
    expect(after.items).toEqual(before.items);
    expect(await up.kill('SIGINT')).toEqual({ code: 0, signal: null });
  }, START_WITHIN);

  it('stops in order when asked in the middle, and says so', async () => {
    const early = await start(['--once', '--reset'], { output: /is migrated and ready/ });
    expect(await early.kill('SIGTERM')).toEqual({ code: 143, signal: null });
    expect(early.output()).toContain('everything is stopped; the next start carries on from here');
    expect(leftPidFiles()).toEqual([]);
    await eventually(nobodyListens);
  }, START_WITHIN);
});
