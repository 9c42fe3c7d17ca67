export * from './json-digest.ts';
export * from './json-pointer.ts';
export * from './operation.ts';
export * from './primitives/index.ts';
export * from './problems/index.ts';
export * from './scopes.ts';
export * from './services.ts';
