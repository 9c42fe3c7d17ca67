import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { schedulingPlatformOperations } from '@syncline/contract';
import { freePort } from '@syncline/test-kit';
import { Cli } from './support/cli.ts';

const RUN_ID = '01998f5e-0000-7000-8000-000000000001';

/** What a platform may answer that a real one does not on demand: refusals of every form, nonsense, nothing. */
describe('syncline, of answers that are none', () => {
  let platform: Server;
  let answer: { status: number; body: unknown };
  let asked: { url: string; authorization: string }[];
  let cli: Cli;
  beforeEach(async () => {
    asked = [];
    platform = createServer((request, response) => {
      asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => platform.listen(0, 'localhost', resolve));
    cli = new Cli();
    cli.env = { SCHEDULING_PLATFORM_PORT: String((platform.address() as AddressInfo).port) };
  });
  afterEach(() => new Promise((resolve) => platform.close(resolve)));

  it('asks with a token of the scope that the contract wants, and for nothing that was not asked for', async () => {
    answer = { status: 200, body: { items: [], nextCursor: null } };
    await expect(cli.run('runs', '--task', 'sync-golden-source', '--date', '2026-08-04', '--state', 'FAILED')).resolves.toEqual({ code: 0, stdout: 'no runs\n', stderr: '' });
    expect(asked).toHaveLength(1);
    const { pathname, searchParams } = new URL(asked[0]?.url ?? '', 'http://localhost');
    expect(pathname).toBe('/api/v1/runs');
    expect(Object.fromEntries(searchParams)).toEqual({ task: 'sync-golden-source', businessDate: '2026-08-04', state: 'FAILED', limit: '20' });
    const [, payload] = asked[0]?.authorization.split('.') ?? [];
    expect(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())).toMatchObject({ aud: 'scheduling-platform', scope: schedulingPlatformOperations.listRuns.policy });
  });

  it('shows title, detail and pointers of a refusal, with 1', async () => {
    answer = { status: 422, body: { code: 'RULE_VIOLATED', title: 'Refused by a rule', detail: 'It will not do.', errors: [{ pointer: '/parameters/a', detail: 'is odd' }] } };
    await expect(cli.run('run', 'sync')).resolves.toEqual({ code: 1, stdout: '', stderr: 'syncline: scheduling-platform refused (422 RULE_VIOLATED): Refused by a rule: It will not do.\n  /parameters/a is odd\n' });
  });

  it.each([
    ['a page of a proxy', '<html>no</html>', 'refused (400): <html>no</html>'],
    ['a problem that is half right', { detail: 7, errors: [null, { pointer: 3 }] }, 'refused (400): \n  / \n'],
  ])('survives %s', async (_, body, said) => {
    answer = { status: 400, body };
    const { code, stderr } = await cli.run('runs');
    expect(code).toBe(1);
    expect(stderr).toContain(said);
  });

  it('says with 1 that an answer is outside the contract', async () => {
    answer = { status: 200, body: { items: [{ id: RUN_ID, state: 'HALF_DONE' }], nextCursor: null } };
    const { code, stderr } = await cli.run('runs');
    expect(code).toBe(1);
    expect(stderr).toContain('outside the contract: ');
    expect(stderr).toContain('/items/0/state');
  });

  it('says with 4 that the platform answers "not now", and how to ask again without starting anything twice', async () => {
    answer = { status: 503, body: { detail: 'Not ready.' } };
    const { code, stdout, stderr } = await cli.run('run', 'sync', '--idempotency-key', 'mine');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toBe('syncline: to ask again without starting it twice: --idempotency-key mine\nsyncline: scheduling-platform answers 503: Not ready.\n');
  });

  it('says with 4 that nobody answers, where it asked and what starts it', async () => {
    const port = await freePort();
    cli.env = { SCHEDULING_PLATFORM_PORT: String(port) };
    await expect(cli.run('alerts')).resolves.toEqual({
      code: 4, stdout: '',
      stderr: `syncline: scheduling-platform does not answer on http://localhost:${port}\n  Is it running? \`npm start\` starts it; SCHEDULING_PLATFORM_PORT tells where, if it is not on its usual port.\n`,
    });
  });

  it.each([
    ['parameters that are no JSON', ['run', 'sync', '--parameters', '{a'], 'It is a JSON object'],
    ['parameters that are no object', ['run', 'sync', '--parameters', '[1]'], 'It is a JSON object'],
    ['two things to watch', ['watch', RUN_ID, '--task', 'sync'], 'watch takes one of'],
    ['a command that does not exist', ['start'], "unknown command 'start'"],
    ['an id that is missing', ['cancel'], "missing required argument 'id'"],
  ])('refuses %s with 2 before it asks anybody', async (_, args, said) => {
    const { code, stdout, stderr } = await cli.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(asked).toEqual([]);
  });
});
