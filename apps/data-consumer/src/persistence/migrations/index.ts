import { CreateFiles } from './1790000000001-create-files.ts';
import { CreateSyncs } from './1790000000002-create-syncs.ts';

/** In the order in which they run. */
export const migrations = [CreateFiles, CreateSyncs];
