import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkChains, type Chain } from '@syncline/extract-format';
import { verifyManifestFile, type VerifiedFile, type VerifyOptions } from './verify-manifest-file.ts';
import { verifyProblem, type VerifyProblem } from './verify-problem.ts';

export interface Verified {
  readonly files: readonly VerifiedFile[];
  readonly chains: readonly Chain[];
  /** All of them: of manifests, of parts and of chains. */
  readonly problems: readonly VerifyProblem[];
}

/** Verifies each manifest with its parts, one after the other, and then how the manifests follow each other. */
export async function verifyFiles(files: readonly string[], options: Omit<VerifyOptions, 'scratch'>): Promise<Verified> {
  const scratch = await mkdtemp(join(tmpdir(), 'syncline-verify-'));
  const verified: VerifiedFile[] = [];
  try {
    for (const file of files) verified.push(await verifyManifestFile(file, { ...options, scratch }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  // Only what somebody signed has a place in a chain.
  const chains = checkChains(verified.flatMap(({ file, signed }) => (signed === null ? [] : [{ file, digest: signed.digest, manifest: signed.manifest }])));
  const chainProblems = chains.flatMap(({ problems }) => problems.map(({ file, code, detail }) => verifyProblem(file, { code, part: null, detail })));
  return { files: verified, chains, problems: [...verified.flatMap(({ problems }) => problems), ...chainProblems] };
}
