import type { Alert, Occurrence, Page, Run } from '@syncline/contract';
import { eventually } from '@syncline/test-kit';
import type { Cli } from './support/cli.ts';
import { PlatformInstallation } from './support/platform.ts';

const NOBODY = '01998f5e-0000-7000-8000-0000000000ff';

describe('syncline, of runs', () => {
  let platform: PlatformInstallation;
  let cli: Cli;
  beforeAll(async () => {
    platform = await PlatformInstallation.start();
    cli = platform.cli;
  }, 120_000);
  afterAll(() => platform?.stop());
  beforeEach(() => { platform.target.state = 'RUNNING'; });

  const define = async (name: string, more = ''): Promise<void> => {
    const { code, stderr } = await cli.run('apply', '-f', cli.write(`${name}.yaml`, platform.task(name, more)));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  };
  const start = async (name: string, ...args: readonly string[]): Promise<string> => {
    const { answer } = await cli.json<Occurrence>('run', name, ...args);
    if (answer.runId === null) throw new Error(answer.detail ?? answer.outcome);
    return answer.runId;
  };
  const runOf = (id: string): Promise<Run> => platform.get(`/runs/${id}`, 'runs:read');
  const until = (id: string, state: Run['state']): Promise<boolean> => eventually(async () => (await runOf(id)).state === state, { within: 20_000 });

  it('starts one by hand, follows it and answers 0 when it succeeds', async () => {
    await define('good');
    platform.target.state = 'SUCCEEDED';
    const { code, stdout, stderr } = await cli.run('run', 'good', '--date', '2026-08-04', '--parameters', '{"files":["cities"]}', '--wait');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^run \S+ of good\noccurrence \S+: FIRED.*\n(.*\n)*run \S+ of good for 2026-08-04: SUCCEEDED.*, MATCHED, 1 of 1 checks matched\n$/);
    expect(platform.target.dispatches.at(-1)).toMatchObject({ businessDate: '2026-08-04', parameters: { files: ['cities'] } });
  });

  it('answers 5 when what it followed fails, and gives each change of the run as a line of JSON', async () => {
    await define('failing');
    platform.target.state = 'FAILED';
    const { code, stdout } = await cli.run('run', 'failing', '--wait', '--json');
    expect(code).toBe(5);
    const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Partial<Run & Occurrence>);
    expect(lines[0]).toMatchObject({ outcome: 'FIRED' });
    expect(lines.at(-1)).toMatchObject({ id: lines[0]?.runId, state: 'FAILED', reason: 'SOURCE_REFUSED' });
  });

  it('starts nothing twice with the same key, and says with 5 why a firing led to no run', async () => {
    await define('alone', 'overlap: SKIP\n');
    const first = await start('alone', '--idempotency-key', 'once');
    await until(first, 'RUNNING');
    expect(await start('alone', '--idempotency-key', 'once')).toBe(first);
    const skipped = await cli.json<Occurrence>('run', 'alone', '--parameters', '{"x":1}');
    expect(skipped).toMatchObject({ code: 5, answer: { outcome: 'SKIPPED_OVERLAP', runId: null } });
    const said = await cli.run('run', 'alone', '--parameters', '{"x":2}', '--wait');
    expect(said.code).toBe(5);
    expect(said.stdout).toMatch(/^no run\noccurrence \S+: SKIPPED_OVERLAP: .+\n$/);
    const why = await cli.run('occurrences', '--task', 'alone', '--outcome', 'SKIPPED_OVERLAP');
    expect(why.stdout.split('\n')).toHaveLength(4);
    expect(why.stdout).toMatch(/^SCHEDULED FOR .*WHY\n\S+ +alone +manual +- +SKIPPED_OVERLAP +- +\S.*\n/);
    expect((await cli.json<Page<Occurrence>>('occurrences', '--task', 'alone')).answer.items.map(({ outcome }) => outcome)).toEqual(['SKIPPED_OVERLAP', 'SKIPPED_OVERLAP', 'FIRED']);
  });

  it('cancels, once and again, and tries the same run again', async () => {
    await define('stopped');
    const id = await start('stopped', '--business-date', '2026-08-05');
    await until(id, 'RUNNING');
    await expect(cli.run('cancel', id)).resolves.toMatchObject({ code: 0, stdout: expect.stringMatching(/^run \S+ of stopped for 2026-08-05: CANCELLED, CANCELLED_BY_REQUEST/) as string });
    await expect(cli.run('cancel', id)).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('(it was cancelled already)') as string });
    platform.target.state = 'SUCCEEDED';
    const { code, stdout } = await cli.run('retry', id, '--wait');
    expect(code).toBe(0);
    expect(stdout).toContain(`run ${id} of stopped for 2026-08-05: SUCCEEDED`);
    expect(await runOf(id)).toMatchObject({ attempt: 2 });
    for (const command of ['retry', 'cancel']) {
      await expect(cli.run(command, id)).resolves.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('409 ILLEGAL_TRANSITION') as string });
      await expect(cli.run(command, NOBODY)).resolves.toMatchObject({ code: 1, stderr: `syncline: scheduling-platform refused (404 NOT_FOUND): There is neither a run nor a group run ${NOBODY}.\n` });
    }
  });

  it('lists runs by what they are, and shows one in full', async () => {
    await define('listed');
    platform.target.state = 'FAILED';
    const id = await start('listed', '--date', '2026-08-06');
    await until(id, 'FAILED');
    const { stdout } = await cli.run('runs', '--task', 'listed', '--state', 'FAILED', '--limit', '5');
    expect(stdout).toMatch(new RegExp(`^RUN +TASK +BUSINESS DATE +STATE .*\n${id}  listed  2026-08-06 +FAILED  SOURCE_REFUSED .*\n$`));
    const full = await cli.run('runs', id);
    expect(full.stdout).toMatch(/state +FAILED, SOURCE_REFUSED\n/);
    expect(full.stdout).toMatch(/FILE +STATE +EXPECTED.*\ncities +FAILED +100 /);
    expect(await cli.json<Run>('runs', id)).toMatchObject({ code: 0, answer: { id, state: 'FAILED' } });
    expect((await cli.json<Page<Run>>('runs', '--date', '2026-08-06')).answer.items.map((run) => run.id)).toEqual([id]);
    await expect(cli.run('runs', '--state', 'LOST')).resolves.toMatchObject({ code: 1, stderr: expect.stringMatching(/400 VALIDATION_FAILED[\s\S]*\/query\/state/) as string });
    await expect(cli.run('run', 'nobody')).resolves.toMatchObject({ code: 1, stderr: expect.stringContaining('404 NOT_FOUND') as string });
  });

  it('lists alerts and acknowledges one', async () => {
    await define('alarming');
    platform.target.state = 'FAILED';
    const id = await start('alarming');
    const alert = await eventually(async () => {
      const { answer } = await cli.json<Page<Alert>>('alerts', '--kind', 'FAILED', '--state', 'OPEN');
      return answer.items.find(({ runId }) => runId === id) ?? false;
    }, { within: 20_000 });
    await expect(cli.run('alerts', '--limit', '1')).resolves.toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^ALERT .*\n${alert.id} +FAILED +OPEN +alarming `)) as string });
    await expect(cli.run('ack', alert.id)).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('ACKNOWLEDGED, by urn:syncline:operator#operator at ') as string });
    expect(await cli.json<Alert>('ack', alert.id)).toMatchObject({ code: 0, answer: { state: 'ACKNOWLEDGED' } });
    await expect(cli.run('ack', NOBODY)).resolves.toMatchObject({ code: 1 });
  });
});
