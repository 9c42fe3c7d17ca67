import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';

/** Routes below this path are static pages and open. */
export const DOCS_PATH = '/docs';

/** The document as a page; all that it needs comes from this service, so that it works without the internet. */
export function serveDocs(app: NestFastifyApplication, document: object): void {
  SwaggerModule.setup(DOCS_PATH, app, document as OpenAPIObject, { raw: false, swaggerOptions: { url: '/openapi.json', validatorUrl: null } });
}
