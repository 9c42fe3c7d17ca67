import { toOpenApi } from '@syncline/contract';
import { Database } from '@syncline/database';
import { ApiKeyVerifier, AuthGuard, IssuerKeys, Outbound, ServiceIdentity, TokenVerifier } from '@syncline/service-auth';
import { Global, Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown, OnModuleDestroy, Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TerminusModule } from '@nestjs/terminus';
import { LoggerModule } from 'nestjs-pino';
import { CLOCK } from '../clock/system-clock.ts';
import { OPEN_API_DOCUMENT, OpenApiController } from '../documentation/openapi.controller.ts';
import { HealthController } from '../health/health.controller.ts';
import { Readiness } from '../health/readiness.ts';
import { InfoController, SERVICE_INFO } from '../info/info.controller.ts';
import { Logger } from '../logging/logger.ts';
import { LoopRegistry } from '../loops/loop-registry.ts';
import { EventLoopWatch } from '../metrics/event-loop-watch.ts';
import { MetricsController } from '../metrics/metrics.controller.ts';
import { Metrics } from '../metrics/metrics.ts';
import { Lifecycle } from './lifecycle.ts';
import type { ServiceParts } from './service-parts.ts';

/** The database, or undefined in a service without one; features inject `Database` itself. */
const DATABASE_OR_NONE = Symbol('DatabaseOrNone');

/** What every service has, whatever it does. Global, so that a feature injects what it needs without importing. */
@Global()
@Module({})
export class ServiceKitModule implements OnModuleDestroy, OnApplicationShutdown {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly outbound: Outbound,
    @Inject(DATABASE_OR_NONE) private readonly database: Database | undefined,
  ) {}

  static forRoot(parts: ServiceParts): DynamicModule {
    const shared = sharedProviders(parts);
    return {
      module: ServiceKitModule,
      imports: [ScheduleModule.forRoot(), TerminusModule.forRoot({ logger: false }), DiscoveryModule, LoggerModule.forRoot({ pinoHttp: { logger: parts.pino }, forRoutes: [] })],
      controllers: [HealthController, InfoController, MetricsController, OpenApiController],
      providers: [...shared, ...requestProviders(parts)],
      exports: shared,
    };
  }

  onModuleDestroy(): void {
    this.lifecycle.beginStop();
  }

  /** Last of all: whatever stopped before may have wanted to write or to tell. */
  async onApplicationShutdown(): Promise<void> {
    await this.outbound.close();
    await this.database?.close();
  }
}

function sharedProviders(parts: ServiceParts): Provider[] {
  return [
    { provide: CLOCK, useValue: parts.clock },
    { provide: Logger, useValue: parts.pino },
    { provide: Lifecycle, useValue: parts.lifecycle },
    { provide: ServiceIdentity, useValue: parts.identity },
    { provide: IssuerKeys, useValue: parts.issuerKeys },
    { provide: Outbound, useValue: parts.outbound },
    { provide: Metrics, useValue: new Metrics(parts.config.name) },
    EventLoopWatch,
    LoopRegistry,
    ...(parts.database === undefined ? [] : [{ provide: Database, useValue: parts.database }]),
  ];
}

function requestProviders({ config, version, operations, clock, issuerKeys, lifecycle, database, problems }: ServiceParts): Provider[] {
  const info = { service: config.service, version, commit: config.commit, nodeId: config.nodeId, startedAt: lifecycle.startedAt.toISOString() };
  return [
    { provide: DATABASE_OR_NONE, useValue: database },
    { provide: Readiness, useValue: new Readiness(lifecycle, database) },
    { provide: SERVICE_INFO, useValue: info },
    { provide: OPEN_API_DOCUMENT, useValue: toOpenApi(config.service, version, operations) },
    { provide: TokenVerifier, useValue: new TokenVerifier({ audience: config.name, issuers: config.trustedIssuers, keys: issuerKeys, clock }) },
    { provide: ApiKeyVerifier, useValue: new ApiKeyVerifier(config.apiKeys) },
    { provide: APP_GUARD, useClass: AuthGuard },
    { provide: APP_FILTER, useValue: problems },
  ];
}
