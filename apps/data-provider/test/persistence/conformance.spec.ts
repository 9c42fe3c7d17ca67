import { describeEngines } from '@syncline/test-kit';
import { keepingConformance } from './keeping.conformance.ts';
import { leaseConformance } from './leases.conformance.ts';

describeEngines('leases of the provider', leaseConformance);
describeEngines('what the provider keeps', keepingConformance);
