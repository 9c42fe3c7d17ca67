export * from './list.ts';
export * from './optional.ts';
export * from './text.ts';
export * from './time.ts';
