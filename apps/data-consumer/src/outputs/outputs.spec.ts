import { describeEngines } from '@syncline/test-kit';
import { outputsSuite } from './outputs.conformance.ts';

describeEngines('outputs', outputsSuite);
