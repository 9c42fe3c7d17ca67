import type { GroupRun, Occurrence, Page, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import type { Cli } from './support/cli.ts';
import { PlatformInstallation } from './support/platform.ts';

describe('syncline, of groups and calendars', () => {
  let platform: PlatformInstallation;
  let cli: Cli;
  beforeAll(async () => {
    platform = await PlatformInstallation.start();
    cli = platform.cli;
  }, 120_000);
  afterAll(() => platform?.stop());
  beforeEach(() => { platform.target.state = 'RUNNING'; });

  const GROUP = 'kind: TaskGroup\nname: nightly\nmembers:\n  - { task: first, mode: ASYNC }\n  - { task: second, mode: SYNC, parameters: { last: true } }\n';
  const CALENDAR = 'kind: Calendar\nname: london\ntimeZone: Europe/London\nholidays: [2027-12-27, 2027-12-28]\nvalidUntil: 2027-12-31\n';
  const write = (name: string, ...documents: readonly string[]): string => cli.write(name, documents.join('---\n'));
  const task = (name: string): string => platform.task(name, 'deadlines: { overdueAt: { time: "20:00", timeZone: Europe/London, calendar: london } }\n');
  const start = async (date: string): Promise<string> => (await cli.json<Occurrence>('run', 'nightly', '--group', '--date', date)).answer.groupRunId ?? '';

  it('applies each kind after what it names, whatever the order in the file, and nothing twice', async () => {
    const file = write('all.yaml', GROUP, task('first'), task('second'), CALENDAR);
    const { code, stdout, stderr } = await cli.run('apply', '-f', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/\nCalendar +london +created +1 .*\nTask +first +created +1 .*\nTask +second +created +1 .*\nTaskGroup +nightly +created +1 .*\n$/);
    expect(await cli.run('apply', '-f', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing to change') as string });
    const more = write('all.yaml', GROUP, CALENDAR.replace('[2027', '[2027-05-03, 2027'));
    expect((await cli.json<{ definitions: object[] }>('apply', '-f', more)).answer.definitions).toMatchObject([
      { kind: 'Calendar', outcome: 'CHANGED', version: 2, changes: [{ pointer: '/holidays/0', after: '2027-05-03' }] },
      { kind: 'TaskGroup', outcome: 'UNCHANGED', version: 1 },
    ]);
  });

  it('shows what only the platform can refuse: a member that does not exist', async () => {
    const { code, stderr } = await cli.run('apply', '-f', write('bad.yaml', GROUP.replace('nightly', 'broken').replace('first', 'nobody')));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^syncline: TaskGroup broken was not applied \(.*bad\.yaml:1\): scheduling-platform refused \(422 [A-Z_]+\): [\s\S]*\/members\/0\/task/);
  });

  it('starts a group, follows its members, and answers 0 when it succeeds', async () => {
    platform.target.state = 'SUCCEEDED';
    const { code, stdout, stderr } = await cli.run('run', 'nightly', '--group', '--date', '2027-03-01', '--wait');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^group run \S+ of nightly\noccurrence \S+: FIRED/);
    expect(stdout).toMatch(/\n {4}first: .*succeeded\n/);
    expect(stdout).toMatch(/\n {4}second: .*succeeded\n/);
    expect(stdout).toMatch(/\ngroup run \S+ of nightly for 2027-03-01: SUCCEEDED.*\n$/);
    expect(platform.target.dispatches.map((dispatch) => [dispatch.task, dispatch.parameters]).slice(-1)).toEqual([['second', { last: true }]]);
  });

  it('watches the newest run of a group from its start, fails with 5, and tries again only what did not succeed', async () => {
    const id = await start('2027-03-02');
    const watching = cli.start('watch', '--group', 'nightly');
    await eventually(() => watching.output().includes('first running, 40 of 100 rows; 1 queued'), { within: 20_000 });
    platform.target.state = 'FAILED';
    const failed = await watching.ended;
    expect(failed.code).toBe(5);
    expect(failed.stdout).toMatch(new RegExp(`second: skipped\n(.*\n)*group run ${id} of nightly for 2027-03-02: FAILED, MEMBER_FAILED`));
    const full = await cli.run('runs', id);
    expect(full.stdout).toMatch(/state +FAILED, MEMBER_FAILED\n/);
    expect(full.stdout).toMatch(/MEMBER +MODE +STATE +RUN\nfirst +ASYNC +FAILED +\S+\nsecond +SYNC +SKIPPED/);
    expect((await cli.json<Page<Run>>('runs', '--group', 'nightly', '--date', '2027-03-02')).answer.items).toHaveLength(2);
    platform.target.state = 'SUCCEEDED';
    const { code, stdout } = await cli.run('retry', id, '--wait');
    expect(code).toBe(0);
    expect(stdout).toContain(`group run ${id} of nightly for 2027-03-02: SUCCEEDED`);
  }, 60_000);

  it('cancels a group with its members', async () => {
    const id = await start('2027-03-03');
    await eventually(async () => (await cli.json<GroupRun>('runs', id)).answer.members[0]?.state === 'RUNNING', { within: 20_000 });
    expect(await cli.json<GroupRun>('cancel', id)).toMatchObject({ code: 0, answer: { state: 'CANCELLED' } });
    await expect(cli.run('cancel', id)).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('(it was cancelled already)') as string });
    const { code, stdout } = await cli.run('watch', id);
    expect(code).toBe(5);
    expect(stdout).toContain('first: 40 of 100 rows, cancelled');
  }, 60_000);
});
