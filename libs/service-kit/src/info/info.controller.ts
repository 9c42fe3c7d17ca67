import { commonOperations } from '@syncline/contract';
import { Controller, Inject } from '@nestjs/common';
import { ServiceIdentity } from '@syncline/service-auth';
import type { JwkSet } from '@syncline/service-auth';
import { Answer } from '../endpoints/answer.ts';
import { Endpoint } from '../endpoints/endpoint.ts';

/** Injection token of what `/info` tells. */
export const SERVICE_INFO = Symbol('ServiceInfo');

export interface ServiceInfo {
  readonly service: string;
  readonly version: string;
  readonly commit: string | null;
  readonly nodeId: string;
  /** Instant, RFC 3339. */
  readonly startedAt: string;
}

@Controller()
export class InfoController {
  constructor(
    @Inject(SERVICE_INFO) private readonly service: ServiceInfo,
    private readonly identity: ServiceIdentity,
  ) {}

  @Endpoint(commonOperations.info)
  info(): ServiceInfo {
    return this.service;
  }

  @Endpoint(commonOperations.jwks)
  jwks(): Answer<JwkSet> {
    return new Answer(200, this.identity.jwks(), { 'cache-control': 'public, max-age=300' });
  }
}
