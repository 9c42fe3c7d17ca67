import { setFlagsFromString } from 'node:v8';

/*
 * Imported before anything else: keeps the young generation of every heap of this process, the threads' included, at the
 * size it starts with. V8 would let each grow for the sake of throughput. But what passes through a provider or a consumer
 * is memory outside of the heap, held by small objects in the young generation: one that grows keeps more of it alive before
 * it looks. Measured: a consumer in the quick start, with a heap a thread, 320 MB at the peak without this and 260 MB with
 * it, at the same speed; a provider that seals 1,000,000 rows 300 and 180 MB, for 5 % more processor time. V8 reads it when
 * the young generation would grow; `--max-semi-space-size`, its public relation, is read only when the process starts.
 */
setFlagsFromString('--semi-space-growth-factor=1');
