import { describeEngines } from '@syncline/test-kit';
import { alertDeliveryConformance } from './alert-deliveries.conformance.ts';

describeEngines('deliveries of alerts', alertDeliveryConformance);
