export * from './allowed-origins.ts';
export * from './http-client.ts';
export * from './outbound.ts';
export * from './read-body.ts';
export * from '../secrets/secret-store.ts';
