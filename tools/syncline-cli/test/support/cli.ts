import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@syncline/test-kit';
import { operatorKeyFile } from '../../src/index.ts';

/** What `npm run -s syncline` runs; built before the tests. */
const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `syncline` as a person or a script meets it: a process with an operator's folder of its own. */
export class Cli {
  readonly home = temporaryFolder('cli');
  /** Of every call; a test points it at its platform. */
  env: Record<string, string> = {};

  constructor() {
    mkdirSync(join(this.home, 'keys'));
    this.useKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  }

  /** The operator's private key, as PEM. */
  useKey(pem: string): void {
    writeFileSync(operatorKeyFile(this.home), pem);
  }

  /** Writes a file below the home. @returns its path */
  write(name: string, text: string | Buffer): string {
    const path = join(this.home, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  run(...args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], this.#options(), (error, stdout, stderr) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }));
    });
  }

  /** With `--json`: the answer, parsed. Standard output must hold one JSON document and nothing else. */
  async json<T = Record<string, unknown>>(...args: readonly string[]): Promise<{ readonly code: number; readonly stderr: string; readonly answer: T }> {
    const { code, stdout, stderr } = await this.run(...args, '--json');
    return { code, stderr, answer: JSON.parse(stdout) as T };
  }

  /** A process that a test can interrupt; its standard output is collected. */
  start(...args: readonly string[]): { readonly child: ChildProcess; output(): string; readonly ended: Promise<Outcome> } {
    const child = spawn(process.execPath, [program, ...args], { ...this.#options(), stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    return { child, output: () => stdout, ended: new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }))) };
  }

  #options(): { env: Record<string, string> } {
    return { env: { PATH: '/usr/bin:/bin', SYNCLINE_HOME: this.home, ...this.env } };
  }
}
