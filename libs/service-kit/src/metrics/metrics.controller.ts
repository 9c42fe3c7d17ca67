import { commonOperations } from '@syncline/contract';
import { Controller } from '@nestjs/common';
import { Answer } from '../endpoints/answer.ts';
import { Endpoint } from '../endpoints/endpoint.ts';
import { Metrics } from './metrics.ts';

@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Endpoint(commonOperations.metrics)
  async read(): Promise<Answer<string>> {
    return new Answer(200, await this.metrics.registry.metrics(), { 'content-type': this.metrics.registry.contentType });
  }
}
