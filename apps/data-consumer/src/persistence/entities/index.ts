import { CancelledAttemptEntity } from './cancelled-attempt.entity.ts';
import { DifferenceEntity } from './difference.entity.ts';
import { FileDefinitionEntity } from './file-definition.entity.ts';
import { FileRollbackEntity } from './file-rollback.entity.ts';
import { FileSyncEntity } from './file-sync.entity.ts';
import { OutputEditionEntity } from './output-edition.entity.ts';
import { OutputRunEntity } from './output-run.entity.ts';
import { OutputTableEntity } from './output-table.entity.ts';
import { PartLedgerEntity } from './part-ledger.entity.ts';
import { PreviousEditionEntity } from './previous-edition.entity.ts';
import { PublicationEntity } from './publication.entity.ts';
import { RejectedRowEntity } from './rejected-row.entity.ts';
import { ReportOutboxEntity } from './report-outbox.entity.ts';
import { SyncJobEntity } from './sync-job.entity.ts';

/** Every table that this service owns, but for those whose shape comes from manifests and outputs. */
export const entities = [
  CancelledAttemptEntity, DifferenceEntity, FileDefinitionEntity, FileRollbackEntity, FileSyncEntity, OutputEditionEntity, OutputRunEntity,
  OutputTableEntity, PartLedgerEntity, PreviousEditionEntity, PublicationEntity,
  RejectedRowEntity, ReportOutboxEntity, SyncJobEntity,
];
