import { describeEngines } from '@syncline/test-kit';
import { bulkConnectionSuite } from './bulk-connection.conformance.ts';

describeEngines('bulk connection', bulkConnectionSuite);
