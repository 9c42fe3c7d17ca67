import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Manifest } from '@syncline/contract';
import { manifestDigest, manifestPayload } from '@syncline/extract-format';
import { partFileName } from '../verify/part-files.ts';
import { KEYS_BESIDE } from '../verify/verify-manifest-file.ts';
import { downloadPart } from './download-part.ts';
import type { ProviderFiles } from './provider-files.ts';

export const MANIFEST_FILE = 'manifest.jws';

export interface Downloaded {
  readonly folder: string;
  readonly manifestDigest: string;
  readonly manifest: Manifest;
  /** Bytes of parts that came over the network; 0 where everything was there. */
  readonly receivedBytes: number;
}

/** The provider sent something that is no manifest of this extract. */
export class NotTheExtract extends Error {
  override readonly name = 'NotTheExtract';
}

/**
 * Fetches what proves an extract, into `<to>/<extract id>/`: the signed manifest, the keys that the provider shows, and the
 * parts by their numbers. Begun again it goes on where it stopped. It trusts nothing and proves nothing beyond the parts'
 * digests: that is for `syncline verify`.
 */
export async function downloadExtract(files: ProviderFiles, extractId: string, to: string, told: (part: number, of: number) => void): Promise<Downloaded> {
  const jws = (await files.manifest(extractId)).trim();
  const manifest = readManifest(jws, extractId);
  const folder = join(to, extractId);
  await mkdir(folder, { recursive: true });
  await put(join(folder, KEYS_BESIDE), await files.jwks());
  await put(join(folder, MANIFEST_FILE), `${jws}\n`);
  let receivedBytes = 0;
  for (const part of manifest.parts) {
    receivedBytes += await downloadPart(files, extractId, part, join(folder, partFileName(part.n, manifest.compression)));
    told(part.n, manifest.parts.length);
  }
  return { folder, manifestDigest: manifestDigest(manifestPayload(jws)), manifest, receivedBytes };
}

function readManifest(jws: string, extractId: string): Manifest {
  const read = Manifest.safeParse(parseJson(manifestPayload(jws).toString('utf8')));
  if (!read.success) throw new NotTheExtract('the provider sent no signed manifest');
  if (read.data.extractId !== extractId) throw new NotTheExtract(`the provider sent the manifest of the extract ${read.data.extractId}`);
  return read.data;
}

/** Whole or not at all, also over what is there. */
async function put(path: string, text: string): Promise<void> {
  await writeFile(`${path}.partial`, text, { mode: 0o600 });
  await rename(`${path}.partial`, path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
