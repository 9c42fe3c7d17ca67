/**
 * Who may import whom. The three services meet only over HTTP, so no app may reach another; what they share is a library,
 * and what a library may know is written here.
 */
const NEST = ['@nestjs/*', 'nestjs-*'];

const depConstraints = (testing) => [
  // Apps stand on libraries. They are deployed alone, so none imports another app.
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib', 'type:contract', ...testing] },
  // The contract is what programs in other languages read too: no framework, no database.
  { sourceTag: 'type:contract', onlyDependOnLibsWithTags: ['type:contract', ...testing], bannedExternalImports: [...NEST, 'typeorm', 'pg', 'oracledb'] },
  { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib', 'type:contract', ...testing] },
  // Test helpers may stand on anything but an app: an app is tested through its door.
  { sourceTag: 'type:testing', onlyDependOnLibsWithTags: ['type:testing', 'type:lib', 'type:contract'] },
  // Tools start the apps as processes; importing one would hide a wrong build.
  { sourceTag: 'type:tool', onlyDependOnLibsWithTags: ['type:tool', 'type:testing', 'type:lib', 'type:contract'] },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['type:tool', 'type:testing', 'type:lib', 'type:contract'] },
  // The platform never reads an extract: it knows runs and reports, not rows.
  { sourceTag: 'scope:scheduling-platform', onlyDependOnLibsWithTags: ['scope:shared', 'scope:scheduling-platform'] },
  { sourceTag: 'scope:data-provider', onlyDependOnLibsWithTags: ['scope:shared', 'scope:data', 'scope:data-provider'] },
  { sourceTag: 'scope:data-consumer', onlyDependOnLibsWithTags: ['scope:shared', 'scope:data', 'scope:data-consumer'], bannedExternalImports: ['cloudevents'] },
];

const rule = (testing) => ({
  '@nx/enforce-module-boundaries': ['error', {
    enforceBuildableLibDependency: false,
    allow: ['^.*/eslint\\.config\\.mjs$', '^.*/jest\\.preset\\.mjs$'],
    depConstraints: depConstraints(testing),
  }],
});

export const boundaries = [
  { files: ['{apps,libs,tools}/*/src/**/*.ts', 'e2e/**/*.ts'], ignores: ['**/*.spec.ts', '**/*.conformance.ts'], rules: rule([]) },
  // Only tests may use test helpers.
  { files: ['{apps,libs,tools}/*/test/**/*.ts', '**/*.spec.ts', '**/*.conformance.ts'], rules: rule(['type:testing']) },
];
