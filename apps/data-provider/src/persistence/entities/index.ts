import { AnnouncementEntity } from './announcement.entity.ts';
import { BusinessDateEntity } from './business-date.entity.ts';
import { DatasetVersionEntity } from './dataset-version.entity.ts';
import { ExtractPartEntity } from './extract-part.entity.ts';
import { ExtractEntity } from './extract.entity.ts';
import { IdempotencyKeyEntity } from './idempotency-key.entity.ts';
import { ManifestChainEntity } from './manifest-chain.entity.ts';
import { ManifestEntity } from './manifest.entity.ts';
import { RemovablePartEntity } from './removable-part.entity.ts';

export {
  AnnouncementEntity, BusinessDateEntity, DatasetVersionEntity, ExtractEntity, ExtractPartEntity, IdempotencyKeyEntity, ManifestChainEntity, ManifestEntity, RemovablePartEntity,
};

export const entities = [
  AnnouncementEntity, BusinessDateEntity, DatasetVersionEntity, ExtractEntity, ExtractPartEntity, IdempotencyKeyEntity, ManifestChainEntity, ManifestEntity, RemovablePartEntity,
];
