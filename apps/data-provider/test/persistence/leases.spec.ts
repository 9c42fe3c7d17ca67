import { describeEngines } from '@syncline/test-kit';
import { leaseConformance } from './leases.conformance.ts';

describeEngines('leases of the provider', leaseConformance);
