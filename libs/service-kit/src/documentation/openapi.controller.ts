import { commonOperations } from '@syncline/contract';
import { Controller, Inject } from '@nestjs/common';
import { Endpoint } from '../endpoints/endpoint.ts';

/** Injection token of the OpenAPI document. */
export const OPEN_API_DOCUMENT = Symbol('OpenApiDocument');

@Controller()
export class OpenApiController {
  constructor(@Inject(OPEN_API_DOCUMENT) private readonly document: object) {}

  @Endpoint(commonOperations.openApi)
  read(): object {
    return this.document;
  }
}
