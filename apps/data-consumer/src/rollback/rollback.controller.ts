import { dataConsumerOperations as operations, type FileResource, type InputOf } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { fileResource } from '../files/file.resource.ts';
import { RollbackService } from './rollback.service.ts';

@Controller()
export class RollbackController {
  constructor(private readonly rollbacks: RollbackService) {}

  @Endpoint(operations.rollbackFile)
  async rollbackFile(@Input() { params, body, headers }: InputOf<typeof operations.rollbackFile>, @CurrentCaller() caller: Caller): Promise<FileResource> {
    return fileResource(await this.rollbacks.rollBack(params.name, body, headers['idempotency-key'], caller));
  }
}
