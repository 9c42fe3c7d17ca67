import { Name, listOf, listQuery, operation } from '@syncline/contract';
import type { InputOf } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { testEnvironment, testIdentity } from '@syncline/test-kit';
import type { TestIdentity } from '@syncline/test-kit';
import { z } from 'zod';
import { Answer, baseEnv, baseFile, createServiceApp, CurrentCaller, currentTraceparent, Endpoint, Input, loadConfig, Logger, RawHeaders } from '../../src/index.ts';
import type { BaseConfig, ServiceDefinition, ServiceOverrides } from '../../src/index.ts';
import { recordLog } from '../../src/testing/index.ts';
import type { RecordedLog } from '../../src/testing/index.ts';

const Thing = z.strictObject({ name: Name, size: z.int(), tags: z.array(z.string()).default([]), extra: z.json().optional() });

export const sampleOperations = {
  getThing: operation({ id: 'getThing', method: 'GET', path: '/api/v1/things/:name', policy: 'files:read', summary: 'One thing.', params: z.strictObject({ name: Name }), responses: { 200: z.json() } }),
  listThings: operation({ id: 'listThings', method: 'GET', path: '/api/v1/things', policy: 'files:read', summary: 'Things.', query: listQuery({ tag: Name.optional() }), responses: { 200: listOf(z.json()) } }),
  putThing: operation({ id: 'putThing', method: 'PUT', path: '/api/v1/things/:name', policy: 'files:write', summary: 'Define.', params: z.strictObject({ name: Name }), body: Thing, responses: { 200: z.json(), 201: z.json() } }),
  touchThing: operation({ id: 'touchThing', method: 'POST', path: '/api/v1/things/:name/touch', policy: 'files:write', summary: 'Touch.', params: z.strictObject({ name: Name }), responses: { 204: null } }),
  sendBytes: operation({ id: 'sendBytes', method: 'POST', path: '/api/v1/bytes', policy: 'open', summary: 'Bytes.', body: z.unknown(), consumes: ['application/octet-stream', 'application/cloudevents+json'], responses: { 200: z.json() } }),
  fail: operation({ id: 'fail', method: 'GET', path: '/api/v1/fail', policy: 'open', summary: 'Fails.', responses: { 200: z.json() } }),
  trace: operation({ id: 'trace', method: 'POST', path: '/api/v1/trace', policy: 'open', summary: 'Tells its trace.', body: z.unknown(), responses: { 200: z.json() } }),
};

@Controller()
export class ThingsController {
  constructor(private readonly logger: Logger) {}

  @Endpoint(sampleOperations.getThing)
  get(@Input() input: InputOf<typeof sampleOperations.getThing>, @CurrentCaller() caller: Caller): object {
    return { name: input.params.name, caller: { ...caller, scopes: [...caller.scopes] } };
  }

  @Endpoint(sampleOperations.listThings)
  list(@Input() input: InputOf<typeof sampleOperations.listThings>): object {
    return { items: [input.query], nextCursor: null };
  }

  @Endpoint(sampleOperations.putThing)
  put(@Input() input: InputOf<typeof sampleOperations.putThing>): Answer<object> {
    return new Answer(201, input.body, { etag: '"1"' });
  }

  @Endpoint(sampleOperations.touchThing)
  touch(@Input() _input: InputOf<typeof sampleOperations.touchThing>): void {
    this.logger.info({ thing: 'x' }, 'touched');
  }

  @Endpoint(sampleOperations.sendBytes)
  bytes(@Input() { body }: InputOf<typeof sampleOperations.sendBytes>, @RawHeaders() headers: Record<string, string>): object {
    return { isBytes: Buffer.isBuffer(body), body: Buffer.isBuffer(body) ? body.toString() : body, type: headers['content-type'] };
  }

  @Endpoint(sampleOperations.fail)
  fail(): never {
    throw new Error('secret internals: postgres://u:hunter2@db/x');
  }

  @Endpoint(sampleOperations.trace)
  trace(): object {
    this.logger.info({}, 'inside of the request');
    return { traceparent: currentTraceparent() };
  }

  /** Somebody forgot to say who may call this. */
  @Get('/api/v1/forgotten')
  forgotten(): object {
    return { open: true };
  }
}

@Module({ controllers: [ThingsController] })
export class SampleModule {}

export interface Sample {
  readonly app: NestFastifyApplication;
  readonly url: string;
  readonly issuer: TestIdentity;
  readonly log: RecordedLog;
  /** Headers with a token of these scopes. */
  authorized(scope: string): Promise<Record<string, string>>;
  request(path: string, init?: RequestInit): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export const sampleDefinition: Omit<ServiceDefinition<BaseConfig>, 'loadConfig'> = { name: 'data-consumer', version: '1.2.3', operations: sampleOperations, module: () => SampleModule };

/** A service with an open port, an issuer that it trusts and a log that is recorded. */
export async function startSample(changes: Partial<ServiceDefinition<BaseConfig>> = {}, options: { file?: object; overrides?: ServiceOverrides<BaseConfig>; databaseUrl?: string; env?: Record<string, string> } = {}): Promise<Sample> {
  const issuer = await testIdentity('urn:test:operator');
  const log = recordLog();
  const trustedIssuers = [{ issuer: issuer.issuer, jwksFile: issuer.jwksFile, scopes: ['files:read', 'files:write'] }];
  const environment = testEnvironment({ ...options, file: { trustedIssuers, log: { level: 'debug' }, ...options.file } });
  const load = (): BaseConfig => loadConfig({ service: 'data-consumer', file: baseFile, env: baseEnv }, environment);
  const app = await createServiceApp({ ...sampleDefinition, loadConfig: load, ...changes }, { logStream: log.stream, ...options.overrides });
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app, url, issuer, log,
    authorized: async (scope) => ({ authorization: `Bearer ${await issuer.token({ audience: 'data-consumer', scope })}` }),
    request: async (path, init) => {
      const response = await fetch(url + path, init);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: (/json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : { text }) as Record<string, unknown> };
    },
    close: () => app.close(),
  };
}
