export * from './decision.ts';
export * from './difference.ts';
export * from './file.ts';
export * from './file-sync.ts';
export * from './operations.ts';
export * from './rejected-row.ts';
export * from './sync-job.ts';
export * from './verify.ts';
