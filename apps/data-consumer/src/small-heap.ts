import { setFlagsFromString } from 'node:v8';

/*
 * Imported before anything else: keeps the young generation of every heap of this process, the threads' included, at the
 * size it starts with. V8 would let each grow to 32 MB and more for the sake of throughput, and this service has a heap a
 * thread while its rows never enter one. Measured in the quick start: 320 MB at the peak without this, 260 MB with it, at
 * the same speed.
 */
setFlagsFromString('--semi-space-growth-factor=1');
