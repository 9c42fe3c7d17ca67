import { randomFillSync } from 'node:crypto';

/** Fetched at a time: asking the system for each span would cost more than all else that a span costs. */
const POOL_BYTES = 4_096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/**
 * Random bytes as lower-case hexadecimal digits; each byte of the pool is given out once.
 * @param bytes at most 4,096
 */
export function randomHex(bytes: number): string {
  if (used + bytes > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
