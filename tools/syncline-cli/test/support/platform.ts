import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, freshDatabase, type FreshDatabase, startProcess, temporaryFolder, testIdentity, type TestProcess } from '@syncline/test-kit';
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { Cli } from './cli.ts';
import { Target } from './target.ts';

const program = fileURLToPath(new URL('../../../../apps/scheduling-platform/dist/main.js', import.meta.url));
const OPERATOR_SCOPES = ['tasks:read', 'tasks:write', 'runs:read', 'runs:write', 'messages:publish', 'alerts:read', 'alerts:write'];

/** A real platform process on a real database, a target, and a `syncline` whose operator it trusts. */
export class PlatformInstallation {
  private constructor(
    readonly cli: Cli,
    readonly target: Target,
    readonly url: string,
    readonly operatorToken: (scope: string) => Promise<string>,
    private readonly database: FreshDatabase,
    private readonly env: Readonly<Record<string, string>>,
    private process: TestProcess | null,
  ) {}

  static async start(): Promise<PlatformInstallation> {
    const [operator, platform, target, database, port] = await Promise.all([
      testIdentity('urn:syncline:operator'), testIdentity('urn:syncline:scheduling-platform'), Target.start(), freshDatabase(), freePort(),
    ]);
    const config = join(temporaryFolder('cli-platform'), 'config.yaml');
    await writeFile(config, stringify({
      trustedIssuers: [{ issuer: operator.issuer, jwksFile: operator.jwksFile, scopes: OPERATOR_SCOPES }],
      outbound: { allowedOrigins: [target.origin] },
    }));
    const url = `http://127.0.0.1:${port}`;
    const cli = new Cli();
    cli.useKey(readFileSync(operator.keyFile, 'utf8'));
    cli.env = { SCHEDULING_PLATFORM_PORT: String(port) };
    const installation = new PlatformInstallation(cli, target, url, (scope) => operator.token({ audience: 'scheduling-platform', scope }), database, {
      DATABASE_URL: database.url, PORT: String(port), PUBLIC_URL: url, CONFIG_FILE: config, SERVICE_KEY_FILE: platform.keyFile, MIGRATE_AT_START: 'true',
      LOG_FORMAT: 'json', LEASE: 'PT3S', SWEEP: 'PT1S', POLL: 'PT1S',
    }, null);
    await installation.up();
    return installation;
  }

  async up(): Promise<void> {
    this.process = await startProcess({ script: program, env: this.env, ready: { url: `${this.url}/health/ready` }, within: 60_000 });
  }

  async down(): Promise<void> {
    await this.process?.stop();
    this.process = null;
  }

  /** Asks the platform past the tool, to check what the tool says. */
  async get<T>(path: string, scope: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`, { headers: { authorization: `Bearer ${await this.operatorToken(scope)}` } });
    return (await response.json()) as T;
  }

  /** A task as a person writes it, in YAML; `more` is put below it. */
  task(name: string, more = ''): string {
    return `kind: Task
name: ${name}
target:
  urls: ["${this.target.origin}/jobs"]
  auth: { kind: none }
  reporter: { issuer: urn:somebody, subject: somebody }
redispatchEvery: PT1S
retry: { maxAttempts: 2, initial: PT1S, max: PT1S }
${more}`;
  }

  async stop(): Promise<void> {
    await this.down();
    await this.target.stop();
    await this.database.drop();
  }
}
