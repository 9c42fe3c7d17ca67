import { describeEngines } from '@syncline/test-kit';
import { runLeaseConformance } from './run-leases.conformance.ts';

describeEngines('leases of runs', runLeaseConformance);
