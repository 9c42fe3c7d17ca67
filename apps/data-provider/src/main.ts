import '@syncline/service-kit/small-heap';
import 'reflect-metadata';
import { runService } from '@syncline/service-kit';
import { dataProvider } from './data-provider.definition.ts';

await runService(dataProvider);
