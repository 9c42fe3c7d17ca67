import type { Chain } from '@syncline/extract-format';
import { formatCount } from '../console/format.ts';
import type { Verified } from './verify-files.ts';
import type { VerifiedFile } from './verify-manifest-file.ts';

const plural = (count: number, word: string): string => `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;

/** For people: each extract, each chain, then every problem with what to do. */
export function formatVerified({ files, chains, problems }: Verified): string {
  return [
    ...files.flatMap(formatFile),
    ...chains.flatMap(formatChain),
    ...(problems.length === 0 ? [] : ['', plural(problems.length, 'problem')]),
    ...problems.flatMap(({ file, code, part, detail, remedy }) => [`  ${file}`, `    ${code}${part === null ? '' : `, part ${part}`}: ${detail}`, `    ${remedy}`]),
  ].join('\n');
}

function formatFile({ file, signed, keys, problems }: VerifiedFile): string[] {
  const outcome = problems.length === 0 ? 'as it was sealed' : plural(problems.length, 'problem');
  if (signed === null) return [`${file}: ${outcome}`];
  const { manifest, kid } = signed;
  return [
    `${manifest.dataset} ${manifest.businessDate} revision ${manifest.revision}, view ${manifest.view}: ${outcome}`,
    `  ${file}`,
    `  ${plural(manifest.parts.length, 'part')}, ${plural(manifest.rows, 'row')}, ${plural(manifest.bytes, 'byte')}, ${plural(manifest.controlTotals.length, 'control total')}; sealed ${manifest.sealedAt}`,
    `  signed for ${manifest.issuer} with the key ${kid} of ${keys?.file}`,
  ];
}

function formatChain({ issuer, dataset, view, links, beginsAfter, problems }: Chain): string[] {
  const begins = beginsAfter === null ? 'from the first that was ever sealed' : `after the manifest ${beginsAfter}, which is not here`;
  return [
    `chain of ${dataset}, view ${view}, of ${issuer}: ${plural(links.length, 'manifest')}, ${problems.length === 0 ? 'unbroken' : plural(problems.length, 'problem')}, ${begins}`,
    ...links.map(({ digest, manifest }) => `  ${manifest.businessDate} revision ${manifest.revision}  ${digest}`),
  ];
}

/** With `--json`: the same as data. */
export const describeVerified = ({ files, chains, problems }: Verified): object => ({
  verified: problems.length === 0,
  manifests: files.map(({ file, signed, keys, problems: own }) => ({
    file,
    manifestDigest: signed?.digest ?? null,
    kid: signed?.kid ?? null,
    keys,
    ...(signed === null ? { extract: null } : { extract: extractOf(signed.manifest) }),
    problems: own.length,
  })),
  chains: chains.map(({ issuer, dataset, view, links, beginsAfter, problems: own }) => ({
    issuer, dataset, view, beginsAfter, isUnbroken: own.length === 0,
    links: links.map(({ file, digest, manifest: { businessDate, revision } }) => ({ file, businessDate, revision, manifestDigest: digest })),
  })),
  problems,
});

const extractOf = ({ issuer, extractId, dataset, view, businessDate, revision, sealedAt, rows, bytes, parts }: NonNullable<VerifiedFile['signed']>['manifest']): object =>
  ({ issuer, extractId, dataset, view, businessDate, revision, sealedAt, rows, bytes, parts: parts.length });
