import { z } from 'zod';
import { operation } from './operation.ts';

const Health = z.object({ status: z.string() }).meta({ id: 'Health' });

/** Which build of which service this is. */
export const Info = z.object({ service: z.string(), version: z.string() }).loose().meta({ id: 'Info' });
export type Info = z.output<typeof Info>;

/** Public keys (RFC 7517) as read from an issuer; kinds and members of keys that we do not know stay as they are. */
export const JsonWebKeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) }).meta({ id: 'JsonWebKeySet' });
export type JsonWebKeySet = z.output<typeof JsonWebKeySet>;

/** What every service offers at its root; all of it open. */
export const commonOperations = {
  live: operation({
    id: 'live', method: 'GET', path: '/health/live', policy: 'open',
    summary: 'Whether the process runs.',
    responses: { 200: Health },
  }),
  ready: operation({
    id: 'ready', method: 'GET', path: '/health/ready', policy: 'open',
    summary: 'Whether the service can do its work now.',
    responses: { 200: Health, 503: Health },
  }),
  info: operation({
    id: 'info', method: 'GET', path: '/info', policy: 'open',
    summary: 'Name and version of the service.',
    responses: { 200: Info },
  }),
  metrics: operation({
    id: 'metrics', method: 'GET', path: '/metrics', policy: 'open',
    summary: 'Figures for Prometheus.',
    responses: { 200: null }, produces: ['text/plain'],
  }),
  openApi: operation({
    id: 'openApi', method: 'GET', path: '/openapi.json', policy: 'open',
    summary: 'This document.',
    responses: { 200: z.looseObject({ openapi: z.string() }) },
  }),
  docs: operation({
    id: 'docs', method: 'GET', path: '/docs', policy: 'open',
    summary: 'This document for people.',
    responses: { 200: null }, produces: ['text/html'],
  }),
  jwks: operation({
    id: 'jwks', method: 'GET', path: '/.well-known/jwks.json', policy: 'open',
    summary: 'The public keys of the service.',
    responses: { 200: JsonWebKeySet },
  }),
};
