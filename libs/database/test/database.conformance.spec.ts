import { describeEngines } from '@syncline/test-kit';
import { databaseConformance } from './database.conformance.ts';

describeEngines('The database session', databaseConformance);
