import 'reflect-metadata';
import { runService } from '@syncline/service-kit';
import { platformService } from './platform.service.ts';

await runService(platformService);
