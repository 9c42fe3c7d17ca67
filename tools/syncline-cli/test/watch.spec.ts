import type { Occurrence, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import type { Cli } from './support/cli.ts';
import { PlatformInstallation } from './support/platform.ts';

describe('syncline watch', () => {
  let platform: PlatformInstallation;
  let cli: Cli;
  beforeAll(async () => {
    platform = await PlatformInstallation.start();
    cli = platform.cli;
    await cli.run('apply', '-f', cli.write('watched.yaml', platform.task('watched')));
  }, 120_000);
  afterAll(() => platform?.stop());
  beforeEach(() => { platform.target.state = 'RUNNING'; });

  const start = async (date: string): Promise<string> => (await cli.json<Occurrence>('run', 'watched', '--date', date)).answer.runId ?? '';
  const finish = (): Promise<unknown> => {
    platform.target.state = 'SUCCEEDED';
    return cli.run('watch', '--task', 'watched');
  };

  it('says that there is nothing, where there is nothing', async () => {
    await expect(cli.run('watch', '--task', 'watched')).resolves.toEqual({ code: 1, stdout: '', stderr: 'syncline: there is no run of watched yet\n' });
    await expect(cli.run('watch')).resolves.toEqual({ code: 0, stdout: 'nothing is under way\n', stderr: '' });
  });

  it('follows a run in lines where there is no terminal, until it has ended', async () => {
    const id = await start('2026-08-04');
    const watching = cli.start('watch', id);
    await eventually(() => watching.output().includes('cities loading, 40 of 100 rows'), { within: 20_000 });
    platform.target.state = 'SUCCEEDED';
    const { code, stdout, stderr } = await watching.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('    cities: 100 of 100 rows, succeeded\n');
    expect(stdout).toMatch(new RegExp(`run ${id} of watched for 2026-08-04: SUCCEEDED.*, MATCHED, 1 of 1 checks matched\n$`));
    expect(stdout).not.toContain('\u001B');
  });

  it('leaves the run alone on Ctrl-C, and says so', async () => {
    const id = await start('2026-08-05');
    const watching = cli.start('watch', '--json');
    await eventually(() => watching.output().includes('"RUNNING"'), { within: 20_000 });
    watching.child.kill('SIGINT');
    const { code, stdout, stderr } = await watching.ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: 'syncline: no longer following; what was followed goes on\n' });
    for (const line of stdout.trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ id });
    expect(await platform.get<Run>(`/runs/${id}`, 'runs:read')).toMatchObject({ state: 'RUNNING' });
    await finish();
  });

  it('goes on while the platform is restarted', async () => {
    const id = await start('2026-08-06');
    const watching = cli.start('watch', '--task', 'watched');
    await eventually(() => watching.output().includes('40 of 100 rows'), { within: 20_000 });
    await platform.down();
    platform.target.state = 'FAILED';
    await platform.up();
    const { code, stdout, stderr } = await watching.ended;
    expect(code).toBe(5);
    expect(stdout).toContain(`run ${id} of watched for 2026-08-06: FAILED, SOURCE_REFUSED`);
    expect(stderr).toMatch(/^syncline: scheduling-platform (does not answer on|answers 503|cut).*; asking again\n/);
  }, 60_000);
});
