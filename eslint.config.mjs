import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { boundaries } from './eslint.boundaries.mjs';

/**
 * Lint rules, each with the reason for it. Run through Nx (`npm run lint`, `npx nx lint <project>`): the boundary rule needs
 * the project graph, and a bare `eslint` without one skips it silently.
 */

const CLOCK = 'Time is an argument: inject a Clock. Only system-clock.ts reads the machine\'s, and the database\'s decides what is due.';
const ENVIRONMENT = 'The environment is read once, in a *.config.ts, and validated there; everybody else receives typed values.';

const clockSyntax = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: CLOCK },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
];
const environmentSyntax = [
  { selector: "MemberExpression[object.name='process'][property.name='env']", message: ENVIRONMENT },
];

export default defineConfig(
  { ignores: ['**/dist', '**/coverage', '.nx', '**/*.d.ts', '.syncline'] },
  { plugins: { '@nx': nx } },
  ...tseslint.configs.recommended,
  {
    files: ['**/{src,test}/**/*.ts'],
    languageOptions: {
      // Run in a project's own folder (its `lint` script), with that project's types only: all of them take minutes.
      parserOptions: { project: ['tsconfig.spec.json'], tsconfigRootDir: process.cwd() },
    },
    rules: {
      // A promise that nobody waits for is an error that nobody sees, and work that a graceful stop does not wait for.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // Types that vanish at run time must say so: worker threads run these files by type stripping.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['{apps,libs}/*/src/**/*.ts'],
    ignores: ['**/system-clock.ts', '**/*.spec.ts', '**/*.conformance.ts', 'libs/{local-postgres,test-kit,stand-ins,oracle-grammar}/**'],
    rules: { 'no-restricted-syntax': ['error', ...clockSyntax, ...environmentSyntax] },
  },
  {
    files: ['{apps,libs}/*/src/**/*.config.ts', '{apps,libs}/*/src/**/environment.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clockSyntax] },
  },
  {
    // domain/ holds decisions: functions of state, event and time. What needs a container, a database or a thread stands outside.
    files: ['apps/*/src/**/domain/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          { group: ['@nestjs/*', 'typeorm', 'pg', 'oracledb', 'undici', 'node:fs*', 'node:http*', 'node:worker_threads', '@syncline/database', '@syncline/service-kit', '@syncline/service-auth'],
            message: 'domain/ is pure: no Nest, database, network, files or threads.' },
        ],
      }],
    },
  },
  {
    // A test waits for an event with a deadline (eventually), never for time to pass.
    files: ['**/*.spec.ts'],
    rules: {
      'no-restricted-syntax': ['error', {
        selector: "AwaitExpression > NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
        message: 'Tests wait for events with a deadline (eventually), not for time.',
      }],
    },
  },
  ...boundaries,
);
