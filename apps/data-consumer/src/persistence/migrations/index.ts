import { CreateFiles } from './1790000000001-create-files.ts';
import { CreateSyncs } from './1790000000002-create-syncs.ts';
import { CreateCancelledAttempts } from './1790000000003-create-cancelled-attempts.ts';
import { KeepPreviousEditions } from './1790000000004-keep-previous-editions.ts';

/** In the order in which they run. */
export const migrations = [CreateFiles, CreateSyncs, CreateCancelledAttempts, KeepPreviousEditions];
