import { commonOperations, DomainError } from '@syncline/contract';
import { Controller, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Endpoint } from '../endpoints/endpoint.ts';
import { Readiness } from './readiness.ts';

/** A check that takes longer has failed. */
const TIMEOUT_MS = 3_000;
/** Probes of several machines share one look at the database. */
const KEPT_MS = 500;

@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  @Endpoint(commonOperations.live)
  live(): Promise<HealthCheckResult> {
    return this.health.check([]);
  }

  @Endpoint(commonOperations.ready)
  async ready(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.indicators.check('process').attempt(() => this.readiness.notStopping()),
        () => this.indicators.check('database').attempt(() => this.readiness.databaseReachable()).withTimeout(TIMEOUT_MS).cacheFor(KEPT_MS),
        () => this.indicators.check('schema').attempt(() => this.readiness.schemaCurrent()).withTimeout(TIMEOUT_MS),
      ]);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      throw new DomainError('SERVICE_UNAVAILABLE', `Not ready: ${failedParts(error.getResponse())}.`, { retryAfterSeconds: 1 });
    }
  }
}

/** Which parts failed, not why: the reason may name hosts and is in the log. */
function failedParts(result: unknown): string {
  const parts = typeof result === 'object' && result !== null && 'error' in result ? Object.keys(result.error ?? {}) : [];
  return parts.join(', ') || 'a check failed';
}
