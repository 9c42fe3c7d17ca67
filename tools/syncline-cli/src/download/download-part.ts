import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ManifestPart } from '@syncline/contract';
import { ServiceUnreachable } from '../api/service-errors.ts';
import { ProviderBusy, type ProviderFiles } from './provider-files.ts';

/** Connections in a row that brought no byte, after which the provider counts as down. */
const MOST_FRUITLESS = 5;
const RECONNECT_MS = 250;
const MOST_RETRY_AFTER_MS = 30_000;

/** What came is not what the manifest says, although it came whole. */
export class PartNotAsSealed extends Error {
  override readonly name = 'PartNotAsSealed';
}

/**
 * Makes `path` the stored bytes of a part: nothing is asked where they are there already, and what an earlier call left
 * behind (`<path>.partial`) is gone on with by Range, in this call or in a later one.
 * @returns bytes that came over the network
 * @throws PartNotAsSealed, ServiceUnreachable, ServiceRefused; what came so far stays
 */
export async function downloadPart(files: ProviderFiles, extractId: string, part: ManifestPart, path: string): Promise<number> {
  if (await isWhole(path, part)) return 0;
  const partial = `${path}.partial`;
  let received = 0;
  for (let fruitless = 0; (await lengthOf(partial)) !== part.storedBytes;) {
    let came = 0;
    try {
      came = await receive(files, extractId, part, partial);
    } catch (error) {
      if (!(error instanceof ServiceUnreachable)) throw error;
      fruitless += 1;
      if (fruitless > MOST_FRUITLESS) throw error;
      await delay(error instanceof ProviderBusy && error.retryAfterMs > 0 ? Math.min(error.retryAfterMs, MOST_RETRY_AFTER_MS) : RECONNECT_MS * 2 ** (fruitless - 1));
      continue;
    }
    fruitless = came > 0 ? 0 : fruitless + 1;
    received += came;
    if (fruitless > MOST_FRUITLESS) throw new PartNotAsSealed(`part ${part.n} ends after ${await lengthOf(partial)} bytes, sealed were ${part.storedBytes}`);
  }
  if (!(await isWhole(partial, part))) {
    await rm(partial, { force: true });
    throw new PartNotAsSealed(`part ${part.n} came with another digest than ${part.storedDigest}; nothing of it was kept`);
  }
  await rename(partial, path);
  return received;
}

/** Goes on behind what is there. @returns bytes that came */
async function receive(files: ProviderFiles, extractId: string, part: ManifestPart, partial: string): Promise<number> {
  const there = await lengthOf(partial);
  // More than was sealed is not of this part.
  const answer = await files.part(extractId, part, there > part.storedBytes ? 0 : there);
  const file = await open(partial, answer.from === 0 ? 'w' : 'a', 0o600);
  let at = answer.from;
  try {
    for await (const chunk of answer.bytes) {
      at += chunk.length;
      if (at > part.storedBytes) throw new PartNotAsSealed(`part ${part.n} came with more than the ${part.storedBytes} bytes that were sealed`);
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return at - answer.from;
}

async function isWhole(path: string, part: ManifestPart): Promise<boolean> {
  if ((await lengthOf(path)) !== part.storedBytes) return false;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex') === part.storedDigest;
}

/** 0 where there is no file. */
async function lengthOf(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats === null ? 0 : stats.size;
}
