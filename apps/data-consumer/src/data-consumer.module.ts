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
import { OutputCatalogue } from './outputs/definitions/output-catalogue.ts';
import { OutputReader } from './outputs/serving/output-reader.ts';
import { OutputRunner } from './outputs/output.runner.ts';
import { OutputRunStore } from './outputs/output-run.store.ts';
import { OUTPUT_SETTINGS } from './outputs/output-settings.ts';
import { OutputWork } from './outputs/output-work.ts';
import { OutputsController } from './outputs/outputs.controller.ts';
import { PublicationStore } from './publishing/publication.store.ts';
import { ReleaseController } from './releasing/release.controller.ts';
import { ReleaseService } from './releasing/release.service.ts';
import { JobReporter } from './reporting/job-reporter.ts';
import { RejectedRowsController } from './rejected-rows/rejected-rows.controller.ts';
import { ReplayService } from './rejected-rows/replay.service.ts';
import { ReportDelivery } from './reporting/report-delivery.ts';
import { RollbackController } from './rollback/rollback.controller.ts';
import { RollbackService } from './rollback/rollback.service.ts';
import { FileSyncsWork } from './sync-jobs/file-syncs-work.ts';
import { JobWorks } from './sync-jobs/job-works.ts';
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
      controllers: [FileSyncsController, FilesController, OutputsController, RejectedRowsController, ReleaseController, RollbackController, SyncJobsController, VerifyController],
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SYNC_SETTINGS, useValue: config.sync },
        { provide: OUTPUT_SETTINGS, useValue: config.outputs },
        { provide: OutputCatalogue, useFactory: () => OutputCatalogue.load(config.outputs.folder) },
        { provide: FileSyncPool, useValue: new FileSyncPool(config.sync.threads) },
        ConnectionBudget,
        ExtractStepper,
        FilesService,
        FilesStore,
        FileSyncRunner,
        FileSyncSteps,
        FileSyncStore,
        FileSyncThreads,
        FileSyncsWork,
        JobReporter,
        JobWorks,
        OutputReader,
        OutputRunner,
        OutputRunStore,
        OutputWork,
        ProviderClient,
        PublicationStore,
        ReleaseService,
        ReplayService,
        ReportDelivery,
        RollbackService,
        SyncJobCancellation,
        SyncJobsService,
        VerifyService,
      ],
    };
  }
}
