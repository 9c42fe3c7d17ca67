import { describeEngines } from '@syncline/test-kit';
import { fileSyncStoreSuite } from './file-sync.store.conformance.ts';

describeEngines('file sync store', fileSyncStoreSuite);
