export * from './api/service-client.ts';
export * from './api/service-errors.ts';
export * from './installation.config.ts';
export * from './operator/operator-key.ts';
export * from './operator/operator-token.ts';
