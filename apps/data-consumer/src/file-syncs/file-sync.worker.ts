import { isMainThread } from 'node:worker_threads';
import { handleTask } from './file-sync.handler.ts';

if (isMainThread) throw new Error('file-sync.worker runs in a worker thread only');

export default handleTask;
