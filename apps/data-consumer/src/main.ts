import './small-heap.ts';
import 'reflect-metadata';
import { runService } from '@syncline/service-kit';
import { dataConsumer } from './data-consumer.service.ts';

await runService(dataConsumer);
