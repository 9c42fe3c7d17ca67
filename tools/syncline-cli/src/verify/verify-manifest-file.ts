import { createReadStream, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from '@syncline/contract';
import { ExtractVerification, ManifestError, verifyManifest, type ExtractProblem } from '@syncline/extract-format';
import { describeSystemError } from '../definitions/find-files.ts';
import { readText } from '../definitions/read-text.ts';
import { KeyFile } from './key-file.ts';
import { findPart, surplusParts } from './part-files.ts';
import { verifyProblem, type VerifyProblem } from './verify-problem.ts';

/** A manifest of a million parts; more is a data file. */
const LIMIT = { bytes: 512 * 1024 * 1024, kind: 'a signed manifest' };
export const KEYS_BESIDE = 'jwks.json';

export interface VerifyOptions {
  /** `--jwks`; without, `jwks.json` beside the manifest. */
  readonly jwks: string | null;
  /** `--parts`: searched before the manifest's own folder. */
  readonly parts: string | null;
  /** For files that are only needed for a while. */
  readonly scratch: string;
}

/** What was found out about one manifest and its parts. */
export interface VerifiedFile {
  readonly file: string;
  /** Null where no known key has signed it, or it is none. */
  readonly signed: { readonly manifest: Manifest; readonly digest: string; readonly kid: string } | null;
  /** The JWKS that was used, and whether it was only found beside the data. */
  readonly keys: { readonly file: string; readonly isBesideTheData: boolean } | null;
  readonly problems: readonly VerifyProblem[];
}

/** Everything that can be proven from a manifest's file, the keys and the parts. */
export async function verifyManifestFile(file: string, options: VerifyOptions): Promise<VerifiedFile> {
  const keys = readKeys(file, options);
  const known = keys instanceof KeyFile ? { file: keys.path, isBesideTheData: options.jwks === null } : null;
  const failed = (code: ExtractProblem['code'], detail: string): VerifiedFile => ({ file, signed: null, keys: known, problems: [verifyProblem(file, { code, part: null, detail })] });
  const read = readText(file, LIMIT);
  if ('problem' in read) return failed('MANIFEST_UNREADABLE', read.problem);
  const jws = read.text.trim();
  if (jws.startsWith('{')) return failed('MANIFEST_UNREADABLE', 'is JSON, which nobody signed; the signed form is a JWS');
  if (!(keys instanceof KeyFile)) return failed('KEYS_MISSING', keys.problem);
  let kid = '';
  try {
    const { manifest, digest } = await verifyManifest(jws, async (named) => {
      kid = named;
      return keys.find(named);
    });
    return { file, signed: { manifest, digest, kid }, keys: known, problems: await verifyParts(file, manifest, options) };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    const whose = error.code === 'MANIFEST_SIGNATURE_INVALID' ? ` (keys of ${keys.path}: ${keys.kids.join(', ') || 'none'})` : '';
    return failed(error.code === 'MANIFEST_INVALID' ? 'MANIFEST_INVALID' : 'MANIFEST_SIGNATURE_INVALID', `${error.message}${whose}`);
  }
}

function readKeys(file: string, { jwks }: VerifyOptions): KeyFile | { readonly problem: string } {
  const path = jwks ?? join(dirname(file), KEYS_BESIDE);
  const keys = KeyFile.read(path);
  return keys instanceof KeyFile ? keys : { problem: `no keys to check the signature with: ${path} ${keys.problem}` };
}

async function verifyParts(file: string, manifest: Manifest, { parts, scratch }: VerifyOptions): Promise<VerifyProblem[]> {
  const folder = dirname(file);
  const folders = parts === null ? [folder] : [parts, folder];
  const verification = new ExtractVerification(manifest, scratch);
  const problems: VerifyProblem[] = [];
  try {
    for (const part of manifest.parts) {
      const path = findPart(folders, part, manifest.compression);
      if (path === null) {
        problems.push(verifyProblem(file, { code: 'PART_MISSING', part: part.n, detail: `part ${part.n} (${part.storedDigest}) is not in ${folders.join(' nor in ')}` }));
        continue;
      }
      const found = await verifyPart(path, () => verification.part(part, () => createReadStream(path)));
      problems.push(...found.map((problem) => verifyProblem(path, { ...problem, part: part.n })));
    }
    problems.push(...verification.totals().map((problem) => verifyProblem(file, problem)));
  } finally {
    verification.close();
  }
  const surplus = surplusParts(folder, manifest.parts.length);
  return [...problems, ...surplus.map(({ file: path, n }) => verifyProblem(path, { code: 'PART_UNKNOWN', part: n, detail: `the manifest has ${manifest.parts.length} parts` }))];
}

/** Pipes and devices are refused before they are opened: some of them never end. */
async function verifyPart(path: string, verify: () => Promise<readonly ExtractProblem[]>): Promise<readonly ExtractProblem[]> {
  const unreadable = (detail: string): ExtractProblem[] => [{ code: 'PART_UNREADABLE', part: null, detail }];
  try {
    if (!statSync(path).isFile()) return unreadable('is no file');
    return await verify();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) return unreadable(describeSystemError(error));
    throw error;
  }
}
