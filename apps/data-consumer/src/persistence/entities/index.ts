import { CancelledAttemptEntity } from './cancelled-attempt.entity.ts';
import { DifferenceEntity } from './difference.entity.ts';
import { FileDefinitionEntity } from './file-definition.entity.ts';
import { FileRollbackEntity } from './file-rollback.entity.ts';
import { FileSyncEntity } from './file-sync.entity.ts';
import { PartLedgerEntity } from './part-ledger.entity.ts';
import { PreviousEditionEntity } from './previous-edition.entity.ts';
import { PublicationEntity } from './publication.entity.ts';
import { ReportOutboxEntity } from './report-outbox.entity.ts';
import { SyncJobEntity } from './sync-job.entity.ts';

/** Every table that this service owns, but for the published and staging tables, whose shape comes from manifests. */
export const entities = [
  CancelledAttemptEntity, DifferenceEntity, FileDefinitionEntity, FileRollbackEntity, FileSyncEntity, PartLedgerEntity, PreviousEditionEntity, PublicationEntity,
  ReportOutboxEntity, SyncJobEntity,
];
