import { CreateBusinessDates } from './1790000000001-create-business-dates.ts';
import { CreateExtracts } from './1790000000002-create-extracts.ts';
import { CreateManifests } from './1790000000003-create-manifests.ts';
import { CreateAnnouncements } from './1790000000004-create-announcements.ts';
import { CreateIdempotencyKeys } from './1790000000005-create-idempotency-keys.ts';
import { WithdrawAndExpireExtracts } from './1790000000006-withdraw-and-expire-extracts.ts';
import { CreateDatasetVersions } from './1790000000007-create-dataset-versions.ts';
import { NameKeysOfManifests } from './1790000000008-name-keys-of-manifests.ts';

/** In the order in which they run. Never edited once released. */
export const migrations = [
  CreateBusinessDates, CreateExtracts, CreateManifests, CreateAnnouncements, CreateIdempotencyKeys, WithdrawAndExpireExtracts, CreateDatasetVersions,
  NameKeysOfManifests,
];
