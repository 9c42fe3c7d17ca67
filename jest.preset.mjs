/**
 * One Jest set-up for every project: native ESM, TypeScript by swc with decorator metadata, and workspace
 * libraries resolved to their sources (condition "@syncline/source"), so that a test never runs stale output.
 */
const local = (path) => new URL(path, import.meta.url).pathname;

export default (displayName, overrides = {}) => ({
  displayName,
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'],
  setupFiles: [local('./jest.setup.mjs')],
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 30_000,
  transform: {
    '^.+\\.ts$': ['@swc/jest', {
      swcrc: false,
      sourceMaps: 'inline',
      module: { type: 'es6' },
      jsc: {
        target: 'es2023',
        keepClassNames: true,
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
    }],
  },
  testEnvironmentOptions: { customExportConditions: ['@syncline/source', 'node', 'node-addons'] },
  ...overrides,
});
