import { commonOperations } from '../common-operations.ts';
import type { OperationSpec, OperationTable } from '../operation.ts';
import { PROBLEM_CODES, problemCatalogue } from '../problems/problem-catalogue.ts';
import type { ServiceName } from '../services.ts';
import { Components } from './components.ts';
import type { Json } from './json-schema.ts';
import { operationObject } from './operation-object.ts';

/** The OpenAPI 3.1 document of a service, made from the very tables that its routes and its validation are made from. */
export function toOpenApi(service: ServiceName, version: string, operations: OperationTable): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const spec of [...Object.values(operations), ...Object.values(commonOperations)]) {
    const path = (paths[pathTemplate(spec)] ??= {});
    path[spec.method.toLowerCase()] = operationObject(spec, components);
  }
  return {
    openapi: '3.1.1',
    info: { title: `Syncline: ${service}`, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    // Relative: the document is served by the service it describes, whatever it is called from outside.
    servers: [{ url: '/' }],
    paths: components.resolve(paths),
    components: { schemas: components.schemas(), responses: { Problem: problemResponse }, securitySchemes },
  };
}

/** `/tasks/:name` → `/tasks/{name}`. */
const pathTemplate = ({ path }: OperationSpec): string => path.replaceAll(/:(\w+)/g, '{$1}');

const problemResponse = {
  description: ['A problem (RFC 9457), by `code`:', ...PROBLEM_CODES.map((code) => `- \`${code}\` ${problemCatalogue[code].status}: ${problemCatalogue[code].title}`)].join('\n'),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT (at+jwt)', description: 'A token of a trusted issuer, for this audience, with the scope named.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'Off unless keys are configured.' },
};
