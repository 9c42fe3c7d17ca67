import { CreateFiles } from './1790000000001-create-files.ts';
import { CreateSyncs } from './1790000000002-create-syncs.ts';
import { CreateCancelledAttempts } from './1790000000003-create-cancelled-attempts.ts';
import { KeepPreviousEditions } from './1790000000004-keep-previous-editions.ts';
import { CreateRejectedRows } from './1790000000005-create-rejected-rows.ts';
import { CreateOutputs } from './1790000000006-create-outputs.ts';
import { RememberWhatGuardsCompared } from './1790000000007-remember-what-guards-compared.ts';

/** In the order in which they run. */
export const migrations = [CreateFiles, CreateSyncs, CreateCancelledAttempts, KeepPreviousEditions, CreateRejectedRows, CreateOutputs, RememberWhatGuardsCompared];
