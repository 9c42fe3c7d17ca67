import type { Task } from '@syncline/contract';
import { openPlatform } from '../src/api/platform.ts';
import { applyPlan, exitCodeOf } from '../src/apply/apply-plan.ts';
import { explainFailures } from '../src/apply/format-applied.ts';
import { plan } from '../src/apply/plan.ts';
import { readDefinitions } from '../src/definitions/read-definitions.ts';
import { readInstallation } from '../src/index.ts';
import { PlatformInstallation } from './support/platform.ts';
import type { Cli } from './support/cli.ts';

interface Applied {
  readonly definitions: readonly { kind: string; name: string; action: string; outcome: string | null; version: number | null; changes: { pointer: string; before?: unknown; after?: unknown }[]; error: string | null }[];
}

describe('syncline apply', () => {
  let platform: PlatformInstallation;
  let cli: Cli;
  beforeAll(async () => {
    platform = await PlatformInstallation.start();
    cli = platform.cli;
  }, 120_000);
  afterAll(() => platform?.stop());

  const taskOf = (name: string): Promise<Task> => platform.get(`/tasks/${name}`, 'tasks:read');

  it('creates what is not there, and the second time finds nothing to change and makes no version', async () => {
    const file = cli.write('first.yaml', `${platform.task('one')}---\n# a comment only\n---\n${platform.task('two', 'priority: 5\n')}`);
    const first = await cli.run('apply', '-f', file);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^Task one, new {2}\(.*first\.yaml:1\)\n(.*\n)* {2}\+ \/name {2}"one"\n/);
    expect(first.stdout).toMatch(/Task +two +created +1 +.*first\.yaml:12\n$/);
    const second = await cli.run('apply', '-f', file);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(/^KIND .*\nTask +one +unchanged +1 .*\nTask +two +unchanged +1 .*\n\nnothing to change\n$/);
    expect(await taskOf('two')).toMatchObject({ version: 1, priority: 5 });
    await expect(cli.run('apply', '-f', file, '--dry-run')).resolves.toMatchObject({ code: 0 });
  });

  it('shows field by field what would change, and with --dry-run changes nothing', async () => {
    await cli.run('apply', '-f', cli.write('changing.yaml', platform.task('changing', 'priority: 1\nparameters: { files: [a, b], keep: 1 }\n')));
    const changed = cli.write('changing.yaml', platform.task('changing', 'parameters: { files: [b], more: { x: 1 }, keep: 1 }\n'));
    const dry = await cli.json<Applied>('apply', '-f', changed, '--dry-run');
    expect(dry).toMatchObject({ code: 6, stderr: '' });
    expect(dry.answer.definitions).toEqual([expect.objectContaining({
      kind: 'Task', name: 'changing', action: 'CHANGE', outcome: null, version: 1,
      // Priority is left out now: it goes back to its default.
      changes: [{ pointer: '/priority', before: 1, after: 0 }, { pointer: '/parameters/files/0', before: 'a' }, { pointer: '/parameters/more', after: { x: 1 } }],
    })]);
    expect(await taskOf('changing')).toMatchObject({ version: 1, priority: 1 });
    const text = await cli.run('apply', '-f', changed, '--dry-run');
    expect(text.stdout).toMatch(/^Task changing, version 1 changes .*\n {2}~ \/priority {2}1 → 0\n {2}- \/parameters\/files\/0 {2}"a"\n {2}\+ \/parameters\/more\/x {2}1\n/);
    expect(text.stdout).toMatch(/would change +1 .*\n\ndry run: nothing was changed\n$/);

    const applied = await cli.json<Applied>('apply', '-f', changed);
    expect(applied).toMatchObject({ code: 0, answer: { definitions: [{ outcome: 'CHANGED', version: 2 }] } });
    expect((await cli.json<Applied>('apply', '-f', changed)).answer.definitions).toMatchObject([{ outcome: 'UNCHANGED', version: 2, changes: [] }]);
  });

  it('puts the URLs of the installation in, and reads a folder whole', async () => {
    cli.write('folder/a/one.yml', platform.task('from-folder-a', 'parameters: { at: "${data-consumer}/x", mine: "${other}" }\n'));
    cli.write('folder/two.yaml', platform.task('from-folder-b'));
    cli.write('folder/notes.txt', 'not: [read');
    await expect(cli.run('apply', '-f', `${cli.home}/folder`)).resolves.toMatchObject({ code: 0 });
    expect(await taskOf('from-folder-a')).toMatchObject({ parameters: { at: 'http://localhost:4300/x', mine: '${other}' } });
    expect(await taskOf('from-folder-b')).toMatchObject({ version: 1 });
  });

  it('names every problem of every file with its line, and sends nothing', async () => {
    cli.write('bad/1.yaml', `kind: Task\nname: bad\ntarget:\n  urls: []\n  auth: { kind: basic, username: me, password: hunter2 }\n  reporter: { issuer: a, subject: b }\nunknown: 1\nredispatchEvery: never\n---\nkind: Job\n---\nname: no-kind\n---\n- a list\n`);
    cli.write('bad/2.yaml', 'kind: Task\nname: "open\n');
    cli.write('bad/3.yaml', `${platform.task('twice')}---\n${platform.task('twice')}---\n${platform.task('secret').replace('{ kind: none }', '{ kind: basic, username: me, password: hunter2 }')}`);
    cli.write('bad/4.yaml', '# nothing\n');
    cli.write('bad/5.yaml', Buffer.from([0x6b, 0xff, 0xfe]));
    cli.write('bad/6.yaml', `${platform.task('nan')}parameters: { a: .nan }\n`);
    cli.write('bad/7.yaml', Buffer.alloc(5_000_000, 'a'));
    cli.write('bad/8.yaml', 'a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n');
    cli.write('bad/9.yaml', '['.repeat(100_000));
    const { code, stdout, stderr } = await cli.run('apply', '-f', `${cli.home}/bad`, '-f', `${cli.home}/nowhere`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const said = stderr.replaceAll(`${cli.home}/bad/`, '').split('\n');
    expect(said).toEqual(expect.arrayContaining([
      expect.stringMatching(/^ {2}1\.yaml:4 {2}\/target\/urls /),
      '  1.yaml:7  /unknown is not a known field',
      expect.stringMatching(/^ {2}1\.yaml:8 {2}\/redispatchEvery must be an ISO 8601 duration/),
      '  1.yaml:10  kind "Job" is not known; it is Calendar, Task, TaskGroup',
      '  1.yaml:12  kind is missing; it is Calendar, Task, TaskGroup',
      expect.stringMatching(/^ {2}1\.yaml:14 {2}is no definition/),
      expect.stringMatching(/^ {2}2\.yaml:\d {2}Missing closing "quote/),
      expect.stringMatching(/^ {2}3\.yaml:10 {2}Task twice is defined a second time; the first is in 3\.yaml:1$/),
      expect.stringMatching(/^ {2}3\.yaml:\d+ {2}\/target\/auth\/password is no reference to a secret; write env:/),
      '  4.yaml  holds no definition',
      '  5.yaml  is no text in UTF-8',
      '  6.yaml:9  .nan is no number of JSON',
      '  7.yaml  has 5000000 bytes; a file of definitions has at most 4194304',
      expect.stringMatching(/^ {2}8\.yaml:1 {2}Excessive alias count/),
      expect.stringMatching(/^ {2}9\.yaml/),
      `  ${cli.home}/nowhere  is not there`,
    ]));
    expect(said[0]).toMatch(/^syncline: \d+ problems in the definitions; nothing was sent$/);
    expect(stderr).not.toContain('hunter2');
    await expect(cli.run('apply', '-f', '/dev/zero')).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('is neither a file nor a folder') as string });
    await expect(cli.run('apply', '-f', `${cli.home}/keys`)).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('holds no .yaml or .yml file') as string });
    await expect(cli.run('apply')).resolves.toMatchObject({ code: 2, stdout: '' });
  });

  it('says what was applied and what was not when one is refused, with the pointers of the refusal', async () => {
    const elsewhere = platform.task('elsewhere').replace(platform.target.origin, 'http://elsewhere.example');
    const file = cli.write('partly.yaml', [platform.task('before'), elsewhere, platform.task('after'), platform.task('one'), platform.task('changing', 'priority: 3\n')].join('---\n'));
    const { code, stderr, answer } = await cli.json<Applied>('apply', '-f', file);
    expect(code).toBe(8);
    expect(answer.definitions.map(({ name, outcome }) => [name, outcome])).toEqual([['before', 'CREATED'], ['elsewhere', 'FAILED'], ['after', 'NOT_TRIED'], ['one', 'UNCHANGED'], ['changing', 'NOT_TRIED']]);
    expect(stderr).toMatch(/^syncline: Task elsewhere was not applied \(.*partly\.yaml:10\): scheduling-platform refused \(422 ORIGIN_NOT_ALLOWED\): /);
    await expect(taskOf('after')).resolves.toMatchObject({ code: 'NOT_FOUND' });
    const alone = await cli.run('apply', '-f', cli.write('alone.yaml', elsewhere));
    expect(alone.code).toBe(1);
    expect(alone.stdout).toMatch(/Task +elsewhere +FAILED +- /);
  });

  it('changes nothing that somebody else changed since the diff was made, and goes no further', async () => {
    const installation = readInstallation({ ...cli.env, SYNCLINE_HOME: cli.home });
    const client = await openPlatform(installation);
    await cli.run('apply', '-f', cli.write('contended.yaml', platform.task('contended')));
    const mine = readDefinitions([cli.write('contended.yaml', `${platform.task('contended', 'priority: 1\n')}---\n${platform.task('after-contended')}`)]);
    const planned = await plan(client, mine);
    await cli.run('apply', '-f', cli.write('theirs.yaml', platform.task('contended', 'priority: 2\n')));
    const applied = await applyPlan(client, planned);
    expect(applied.map(({ outcome }) => outcome)).toEqual(['FAILED', 'NOT_TRIED']);
    expect(exitCodeOf(applied)).toBe(7);
    expect(explainFailures(applied)).toEqual([expect.stringContaining('Task contended was not applied') as string]);
    expect(explainFailures(applied)[0]).toContain('somebody changed it since the diff was made from version 1');
    expect(await taskOf('contended')).toMatchObject({ version: 2, priority: 2 });
  });
});
