import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { schedulingPlatformOperations } from '@syncline/contract';
import { freePort } from '@syncline/test-kit';
import { calculateJwkThumbprint, jwtVerify } from 'jose';
import { operatorKeyFile, publicJwk } from '../src/index.ts';

/** What `npm run -s syncline` runs; built before the tests. */
const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const RUN_ID = '01998f5e-0000-7000-8000-000000000001';

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('syncline', () => {
  let home: string;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'syncline-cli-'));
    mkdirSync(join(home, 'keys'));
    writeFileSync(operatorKeyFile(home), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const syncline = (args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> =>
    new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { env: { PATH: '/usr/bin:/bin', SYNCLINE_HOME: home, ...env } }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });

  describe('token', () => {
    it('prints a token that the contract allows, and nothing else', async () => {
      const { code, stdout, stderr } = await syncline(['token', '--audience', 'scheduling-platform', '--scope', 'runs:read tasks:write', '--ttl', 'PT5M']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { payload, protectedHeader } = await jwtVerify(stdout.trimEnd(), createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), { audience: 'scheduling-platform' });
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
      expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: await calculateJwkThumbprint(await publicJwk(privateKey)) });
      expect(payload).toMatchObject({ iss: 'urn:syncline:operator', sub: 'operator', client_id: 'operator', scope: 'runs:read tasks:write', jti: expect.any(String) as string });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    });

    it.each([
      ['a service that does not exist', ['--audience', 'nobody', '--scope', 'runs:read'], 'nobody'],
      ['a scope that does not exist', ['--audience', 'data-provider', '--scope', 'runs:read runs:red'], 'There is no scope runs:red'],
      ['a life that is too long', ['--audience', 'data-provider', '--scope', 'runs:read', '--ttl', 'PT11M'], 'PT10M'],
      ['a life that is none', ['--audience', 'data-provider', '--scope', 'runs:read', '--ttl', '300'], 'PT10M'],
      ['no audience', ['--scope', 'runs:read'], '--audience'],
      ['an unknown option', ['--audience', 'data-provider', '--scope', 'runs:read', '--forever'], '--forever'],
    ])('refuses %s with 2, on standard error only', async (_, args, mention) => {
      const { code, stdout, stderr } = await syncline(['token', ...args]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(mention);
    });

    it('says with 3 that there is no key, and who makes it', async () => {
      rmSync(operatorKeyFile(home));
      const { code, stdout, stderr } = await syncline(['token', '--audience', 'data-provider', '--scope', 'datasets:read']);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^syncline: no operator key at .*; `npm start` makes it/);
    });
  });

  describe('runs', () => {
    let platform: Server;
    let answer: { status: number; body: unknown };
    let asked: { url: string; authorization: string }[];
    let env: Record<string, string>;
    beforeEach(async () => {
      asked = [];
      platform = createServer((request, response) => {
        asked.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '' });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
      });
      await new Promise<void>((resolve) => platform.listen(0, 'localhost', resolve));
      env = { SCHEDULING_PLATFORM_PORT: String((platform.address() as AddressInfo).port) };
    });
    afterEach(() => new Promise((resolve) => platform.close(resolve)));

    const run = {
      id: RUN_ID, task: 'sync-golden-source', taskVersion: 1, groupRunId: null, businessDate: '2026-08-04', trigger: 'message', state: 'FAILED', reason: 'RECONCILIATION_MISMATCH', detail: null,
      attempt: 1, dispatches: 2, parameters: {}, progress: null, files: [{ file: 'cities', state: 'FAILED', rowsExpected: 10, rowsLoaded: 10 }],
      reconciliation: { result: 'MISMATCHED', checks: [{ file: 'cities', check: 'digest', expected: 'aa', actual: 'bb', matched: false }] },
      createdAt: '2026-08-04T18:00:00Z', startedAt: null, endedAt: null, nextDispatchAt: null,
    };

    it('lists runs in columns, asking with a token of the scope that the contract wants', async () => {
      answer = { status: 200, body: { items: [run], nextCursor: null } };
      const { code, stdout } = await syncline(['runs', '--task', 'sync-golden-source', '--state', 'FAILED'], env);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^RUN .*\n${RUN_ID}  sync-golden-source  2026-08-04 .*FAILED  RECONCILIATION_MISMATCH`));
      expect(asked.map(({ url }) => url)).toEqual(['/api/v1/runs?task=sync-golden-source&state=FAILED&limit=20']);
      const [, payload] = asked[0]?.authorization.split('.') ?? [];
      expect(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())).toMatchObject({ aud: 'scheduling-platform', scope: schedulingPlatformOperations.listRuns.policy });
    });

    it('shows a run with what did not match', async () => {
      answer = { status: 200, body: run };
      const { code, stdout } = await syncline(['run', RUN_ID], env);
      expect(code).toBe(0);
      expect(stdout).toContain('FAILED, RECONCILIATION_MISMATCH');
      expect(stdout).toContain('cities: digest expected aa, is bb');
    });

    it('prints the answer itself with --json', async () => {
      answer = { status: 200, body: { items: [], nextCursor: null } };
      expect(JSON.parse((await syncline(['runs', '--json'], env)).stdout)).toEqual(answer.body);
    });

    it('says with 1 why the service refused', async () => {
      answer = { status: 404, body: { code: 'NOT_FOUND', detail: 'There is no such run' } };
      await expect(syncline(['run', RUN_ID], env)).resolves.toEqual({ code: 1, stdout: '', stderr: 'syncline: scheduling-platform refused (404 NOT_FOUND): There is no such run\n' });
    });

    it('says with 1 that an answer is outside the contract', async () => {
      answer = { status: 200, body: { items: [{ ...run, state: 'HALF_DONE' }], nextCursor: null } };
      const { code, stderr } = await syncline(['runs'], env);
      expect(code).toBe(1);
      expect(stderr).toContain('outside the contract: /items/0/state');
    });

    it('says with 4 that nobody answers', async () => {
      const { code, stderr } = await syncline(['runs'], { SCHEDULING_PLATFORM_PORT: String(await freePort()) });
      expect(code).toBe(4);
      expect(stderr).toMatch(/^syncline: scheduling-platform does not answer on http:\/\/localhost:\d+\n$/);
    });
  });
});
