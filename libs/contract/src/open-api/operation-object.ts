import type { z } from 'zod';
import { scopesOf, type OperationSpec, type Policy } from '../operation.ts';
import { Problem } from '../problems/problem.ts';
import { meaningOfScope } from '../scopes.ts';
import type { Components } from './components.ts';
import type { Json } from './json-schema.ts';

/** The Operation Object of OpenAPI 3.1 for one operation. */
export function operationObject(spec: OperationSpec, components: Components): Json {
  return {
    operationId: spec.id,
    summary: spec.summary,
    ...security(spec.policy),
    ...parameters(spec, components),
    ...requestBody(spec, components),
    responses: { ...successes(spec, components), ...problems(spec, components) },
  };
}

/** Entries of `security` are alternatives: one of the scopes, in a token or by an API key. */
function security(policy: Policy): Json {
  const scopes = scopesOf(policy);
  if (scopes.length === 0) return { security: [] };
  return {
    description: `Needs the scope ${scopes.map((scope) => `\`${scope}\`: ${meaningOfScope(scope)}`).join(' Or ')}`,
    security: scopes.flatMap((scope) => [{ bearer: [scope] }, { apiKey: [scope] }]),
  };
}

function parameters(spec: OperationSpec, components: Components): Json {
  const list = [
    ...parametersOf(spec.params, 'path', components),
    ...parametersOf(spec.query, 'query', components),
    ...parametersOf(spec.headers, 'header', components),
  ];
  return list.length === 0 ? {} : { parameters: list };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query' | 'header', components: Components): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = components.add(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, shape]) => ({
    name: place === 'header' ? headerName(name) : name,
    in: place,
    required: required.includes(name),
    schema: shape,
  }));
}

/** `idempotency-key` → `Idempotency-Key`, as people write it. */
const headerName = (name: string): string => name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());

function requestBody(spec: OperationSpec, components: Components): Json {
  if (spec.body === undefined) return {};
  const bodies = spec.documentedBodies ?? Object.fromEntries((spec.consumes ?? ['application/json']).map((type) => [type, spec.body as z.ZodType]));
  const content = Object.fromEntries(Object.entries(bodies).map(([type, schema]) => [type, { schema: components.add(schema, 'input') }]));
  return { requestBody: { required: !spec.body.safeParse(undefined).success || spec.documentedBodies !== undefined, content } };
}

function successes(spec: OperationSpec, components: Components): Json {
  return Object.fromEntries(
    Object.entries(spec.responses).map(([status, schema]) => {
      const description = DESCRIPTIONS[status] ?? 'Done.';
      if (Number(status) === 204 || Number(status) === 304) return [status, { description }];
      const json = schema === null ? {} : { schema: components.add(schema, 'output') };
      const types = spec.produces ?? (schema === null ? [] : ['application/json']);
      return [status, { description, content: Object.fromEntries(types.map((type) => [type, type === 'application/json' ? json : {}])) }];
    }),
  );
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'As it is now.',
  201: 'Made.',
  202: 'Taken on.',
  204: 'Gone.',
  206: 'The range that was asked for.',
  304: 'Unchanged.',
  503: 'Not at the moment.',
};

/** Every refusal is a problem; which code stands for what is the same everywhere, so one response covers them all. */
function problems(spec: OperationSpec, components: Components): Json {
  components.add(Problem, 'output');
  const problem = { $ref: '#/components/responses/Problem' };
  return spec.policy === 'open' ? { default: problem } : { '400': problem, '401': problem, '403': problem, default: problem };
}
