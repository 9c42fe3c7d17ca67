import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ConnectionBudget } from './bulk/connection-budget.ts';
import { CONFIG, SYNC_SETTINGS, type DataConsumerConfig } from './data-consumer.config.ts';
import { ExtractStepper } from './extracting/extract-step.ts';
import { ProviderClient } from './extracting/provider-client.ts';
import { FileSyncPool } from './file-syncs/file-sync.pool.ts';
import { FileSyncRunner } from './file-syncs/file-sync.runner.ts';
import { FileSyncStore } from './file-syncs/file-sync.store.ts';
import { FileSyncSteps } from './file-syncs/file-sync-steps.ts';
import { FileSyncThreads } from './file-syncs/file-sync-threads.ts';
import { FileSyncsController } from './file-syncs/file-syncs.controller.ts';
import { FilesController } from './files/files.controller.ts';
import { FilesService } from './files/files.service.ts';
import { FilesStore } from './files/files.store.ts';
import { PublicationStore } from './publishing/publication.store.ts';
import { JobReporter } from './reporting/job-reporter.ts';
import { ReportDelivery } from './reporting/report-delivery.ts';
import { SyncJobCancellation } from './sync-jobs/sync-job-cancellation.ts';
import { SyncJobsController } from './sync-jobs/sync-jobs.controller.ts';
import { SyncJobsService } from './sync-jobs/sync-jobs.service.ts';
import { VerifyController } from './verification/verify.controller.ts';
import { VerifyService } from './verification/verify.service.ts';

/** All features of the data consumer. What every service has comes from `ServiceKitModule`, which is global. */
@Module({})
export class DataConsumerModule {
  static forRoot(config: DataConsumerConfig): DynamicModule {
    return {
      module: DataConsumerModule,
      controllers: [FileSyncsController, FilesController, SyncJobsController, VerifyController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SYNC_SETTINGS, useValue: config.sync },
        { provide: FileSyncPool, useValue: new FileSyncPool(config.sync.threads) },
        ConnectionBudget,
        ExtractStepper,
        FilesService,
        FilesStore,
        FileSyncRunner,
        FileSyncSteps,
        FileSyncStore,
        FileSyncThreads,
        JobReporter,
        ProviderClient,
        PublicationStore,
        ReportDelivery,
        SyncJobCancellation,
        SyncJobsService,
        VerifyService,
      ],
    };
  }
}
