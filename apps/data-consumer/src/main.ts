import '@syncline/service-kit/small-heap';
import 'reflect-metadata';
import { runService } from '@syncline/service-kit';
import { dataConsumer } from './data-consumer.service.ts';

await runService(dataConsumer);
