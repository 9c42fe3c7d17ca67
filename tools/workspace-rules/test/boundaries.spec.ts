import { writeFile, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { workspaceRoot } from './workspace.ts';

/**
 * Plants a violation of each rule as a text under a path of the workspace (no file is written there) and lints it with
 * the real configuration. A rule that was switched off, or skipped for want of a project graph, turns these tests red.
 */

interface Planted {
  readonly why: string;
  readonly file: string;
  readonly code: string;
  readonly rule: string;
  readonly says: RegExp;
}

const violations: Planted[] = [
  { why: 'an app imports another app', file: 'apps/data-consumer/src/planted.ts', rule: '@nx/enforce-module-boundaries',
    code: "import '../../data-provider/src/main.ts';", says: /relative|Imports of apps|depend/i },
  { why: 'the platform reads extracts', file: 'apps/scheduling-platform/src/planted.ts', rule: '@nx/enforce-module-boundaries',
    code: "import '@syncline/extract-format';", says: /scope:shared/ },
  { why: 'the contract imports Nest', file: 'libs/contract/src/planted.ts', rule: '@nx/enforce-module-boundaries',
    code: "import '@nestjs/common';", says: /banned|not allowed/i },
  { why: 'an app ships test helpers', file: 'apps/data-provider/src/planted.ts', rule: '@nx/enforce-module-boundaries',
    code: "import '@syncline/test-kit';", says: /type:lib/ },
  { why: 'a decision reads the database', file: 'apps/data-provider/src/extracts/domain/planted.ts', rule: 'no-restricted-imports',
    code: "import '@syncline/database';", says: /domain\/ is pure/ },
  { why: 'a service reads the clock', file: 'apps/data-provider/src/planted.ts', rule: 'no-restricted-syntax',
    code: 'export const now = Date.now();', says: /inject a Clock/ },
  { why: 'a service reads the environment', file: 'apps/data-provider/src/planted.ts', rule: 'no-restricted-syntax',
    code: 'export const url = process.env.DATABASE_URL;', says: /read once/ },
  { why: 'a test sleeps', file: 'apps/data-provider/src/planted.spec.ts', rule: 'no-restricted-syntax',
    code: 'await new Promise((done) => setTimeout(done, 10));\nexport {};', says: /wait for events/ },
];

const allowed: Pick<Planted, 'why' | 'file' | 'code'>[] = [
  { why: 'an app uses the contract', file: 'apps/data-consumer/src/planted.ts', code: "import '@syncline/contract';" },
  { why: 'the consumer uses the extract format', file: 'apps/data-consumer/src/planted.ts', code: "import '@syncline/extract-format';" },
  { why: 'a test uses test helpers', file: 'apps/data-provider/src/planted.spec.ts', code: "import '@syncline/test-kit';" },
];

interface Finding { readonly ruleId: string | null; readonly message: string }

/** Lints all texts in one process of its own: the boundary rule keeps its project graph in a global. */
const lintAll = async (texts: { file: string; code: string }[]): Promise<Finding[][]> => {
  const folder = await mkdtemp(join(tmpdir(), 'syncline-lint-'));
  try {
    const script = join(folder, 'lint.mjs');
    await writeFile(script, `
      const { createRequire } = await import('node:module');
      const { ESLint } = createRequire(${JSON.stringify(`${workspaceRoot}/package.json`)})('eslint');
      // A planted file belongs to no tsconfig: rules that need types are not what is tested here.
      const typed = ['no-floating-promises', 'no-misused-promises', 'consistent-type-imports'].map((rule) => ['@typescript-eslint/' + rule, 'off']);
      const eslint = new ESLint({ cwd: ${JSON.stringify(workspaceRoot)}, overrideConfig: [{ files: ['**/*.ts'],
        languageOptions: { parserOptions: { project: null } }, rules: Object.fromEntries(typed) }] });
      const found = [];
      for (const { file, code } of ${JSON.stringify(texts)}) {
        const [result] = await eslint.lintText(code, { filePath: file });
        found.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
      }
      process.stdout.write('\\n' + JSON.stringify(found));`);
    const output = await new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [script], { cwd: workspaceRoot, env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false' }, maxBuffer: 16 * 1024 * 1024 },
        (error, stdout, stderr) => (error ? reject(new Error(`${error.message}\n${stderr}`)) : resolve(stdout)));
    });
    return JSON.parse(output.slice(output.lastIndexOf('\n'))) as Finding[][];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

describe('lint boundaries', () => {
  let findings: Finding[][];
  beforeAll(async () => { findings = await lintAll([...violations, ...allowed]); }, 120_000);

  it.each(violations.map((planted, index) => ({ ...planted, index })))('refuses: $why', ({ rule, says, index }) => {
    const messages = findings[index]!.filter((finding) => finding.ruleId === rule).map((finding) => finding.message);
    expect(messages).toEqual([expect.stringMatching(says)]);
  });

  it.each(allowed.map((planted, index) => ({ ...planted, index: violations.length + index })))('allows: $why', ({ index }) => {
    expect(findings[index]).toEqual([]);
  });
});
