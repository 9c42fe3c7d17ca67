import { dataConsumerOperations as operations, type InputOf, type VerifyResult } from '@syncline/contract';
import { Endpoint, Input } from '@syncline/service-kit';
import { Controller } from '@nestjs/common';
import { VerifyService } from './verify.service.ts';

@Controller()
export class VerifyController {
  constructor(private readonly verification: VerifyService) {}

  @Endpoint(operations.verifyFile)
  verifyFile(@Input() { params }: InputOf<typeof operations.verifyFile>): Promise<VerifyResult> {
    return this.verification.verify(params.name);
  }
}
