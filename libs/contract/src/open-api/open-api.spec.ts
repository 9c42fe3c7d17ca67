import { Validator } from '@seriousme/openapi-schema-validator';
import type { ZodObject } from 'zod';
import { scopesOf, type OperationSpec, type OperationTable } from '../operation.ts';
import { SCOPES, SERVICES, commonOperations, dataConsumerOperations, dataProviderOperations, schedulingPlatformOperations, toOpenApi } from '../index.ts';
import type { ServiceName } from '../index.ts';

const tables: Record<ServiceName, OperationTable> = {
  'scheduling-platform': schedulingPlatformOperations,
  'data-provider': dataProviderOperations,
  'data-consumer': dataConsumerOperations,
};

describe.each(SERVICES)('%s', (service) => {
  const operations = Object.entries<OperationSpec>({ ...tables[service], ...commonOperations });
  const document = toOpenApi(service, '1.2.3', tables[service]);

  it.each(operations)('%s has a policy that exists, its own name as id, and a problem-free answer', (name, spec) => {
    expect(spec.policy === 'open' || scopesOf(spec.policy).length > 0).toBe(true);
    expect(SCOPES).toEqual(expect.arrayContaining([...scopesOf(spec.policy)]));
    expect(spec.id).toBe(name);
    expect(Object.keys(spec.responses).some((status) => status.startsWith('2'))).toBe(true);
  });

  it('has no route twice', () => {
    const routes = operations.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it.each(operations)('%s checks exactly the parameters of its path', (_name, { path, params }) => {
    const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name).sort();
    const checked = params === undefined ? [] : Object.keys((params as ZodObject).shape).sort();
    expect(checked).toEqual(inPath);
  });

  it.each(operations.filter(([, { path }]) => path.startsWith('/api/')))('%s needs a token', (_name, { policy }) => expect(policy).not.toBe('open'));

  it('is a valid OpenAPI 3.1 document', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect({ valid, errors, version: validator.version }).toEqual({ valid: true, errors: undefined, version: '3.1' });
  });

  it('leaves no reference open and no schema unnamed', () => {
    const names = Object.keys((document.components as { schemas: object }).schemas);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining([...new Set(references)]));
    expect(names.filter((name) => name.startsWith('__'))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });
});

it('says of an operation with several scopes that each of them will do', () => {
  const { paths } = toOpenApi('data-provider', '1', dataProviderOperations) as { paths: Record<string, { post?: unknown }> };
  expect(paths['/api/v1/datasets/{name}/extracts']?.post).toMatchObject({
    security: [{ bearer: ['extracts:read'] }, { apiKey: ['extracts:read'] }, { bearer: ['extracts:write'] }, { apiKey: ['extracts:write'] }],
  });
});

describe('the validator', () => {
  it('can tell a broken document', async () => {
    const document = toOpenApi('data-provider', '1.2.3', dataProviderOperations);
    const { valid } = await new Validator().validate({ ...document, paths: { '/x': { get: { responses: 'none' } } } });
    expect(valid).toBe(false);
  });
});

describe('requests and answers', () => {
  const { schemas } = toOpenApi('scheduling-platform', '1', schedulingPlatformOperations).components as { schemas: Record<string, { required?: string[]; additionalProperties?: boolean }> };

  it('asks only for what has no default, and says that unknown fields are refused', () => {
    expect(schemas.TaskDefinition).toMatchObject({ required: ['name', 'target'], additionalProperties: false });
  });

  it('answers with every field, and may answer with more one day', () => {
    expect(schemas.Task?.required).toEqual(expect.arrayContaining(['name', 'target', 'triggers', 'retry', 'parameters', 'version']));
    expect(schemas.Task?.additionalProperties).toBeUndefined();
  });
});
