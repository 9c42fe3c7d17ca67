export * from './business-date.ts';
export * from './dataset.ts';
export * from './extract.ts';
export * from './manifest.ts';
export * from './operations.ts';
