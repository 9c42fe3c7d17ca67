import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the heap's nursery at its first size. What passes through a provider (rows on their way to a part, parts on their
 * way to a reader) is memory outside of the heap, held by small objects in the nursery: a nursery that grows keeps more of
 * it alive before it looks. Measured while 1,000,000 rows were sealed: 300 MB of resident memory at the highest without
 * this, 180 MB with it, for 5 % more CPU time. To be imported before everything else; V8 reads it when the nursery would
 * grow (`--max-semi-space-size`, which is its public relation, only when the process starts).
 */
setFlagsFromString('--semi-space-growth-factor=1');
