import { dataConsumerOperations as operations, type FileSync, type InputOf } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { ReleaseService } from './release.service.ts';

@Controller()
export class ReleaseController {
  constructor(private readonly releases: ReleaseService) {}

  @Endpoint(operations.releaseFileSync)
  releaseFileSync(@Input() { params, body }: InputOf<typeof operations.releaseFileSync>, @CurrentCaller() caller: Caller): Promise<FileSync> {
    return this.releases.release(params.id, body.reason, caller);
  }
}
