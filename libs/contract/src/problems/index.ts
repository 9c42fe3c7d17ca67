export * from './domain-error.ts';
export * from './field-errors.ts';
export * from './problem.ts';
export * from './problem-catalogue.ts';
