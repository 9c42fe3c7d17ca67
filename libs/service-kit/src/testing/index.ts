export * from './record-log.ts';
export * from './start-stop-cases.ts';
export * from './test-clock.ts';
export * from './walk-routes.ts';
