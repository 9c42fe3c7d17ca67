import type { Manifest } from '@syncline/contract';
import type { ExtractProblemCode } from './extract-problem.ts';

/** A verified manifest and where it came from. */
export interface ChainLink {
  readonly file: string;
  /** `manifestDigest`. */
  readonly digest: string;
  readonly manifest: Manifest;
}

export interface ChainProblem {
  readonly code: Extract<ExtractProblemCode, 'CHAIN_BROKEN' | 'CHAIN_FORKED'>;
  readonly file: string;
  readonly detail: string;
}

/** The manifests of one dataset and view, in the order in which they name each other. */
export interface Chain {
  readonly issuer: string;
  readonly dataset: string;
  readonly view: string;
  /** In order of sealing, from the first that is here; a broken chain follows piece by piece. */
  readonly links: readonly ChainLink[];
  /** What the first one here names as its predecessor; null: it is the first that was ever sealed. */
  readonly beginsAfter: string | null;
  readonly problems: readonly ChainProblem[];
}

/**
 * Whether manifests follow each other without a gap or a fork. One beginning is allowed, wherever it is: nobody needs to
 * keep all extracts since the first. The order of what is given does not matter, and the same manifest twice counts once.
 */
export function checkChains(links: readonly ChainLink[]): Chain[] {
  const groups = new Map<string, Map<string, ChainLink>>();
  for (const link of links) {
    const { issuer, dataset, view } = link.manifest;
    const id = JSON.stringify([issuer, dataset, view]);
    const group = groups.get(id) ?? new Map<string, ChainLink>();
    groups.set(id, group);
    if (!group.has(link.digest)) group.set(link.digest, link);
  }
  return [...groups.values()].map((group) => chainOf([...group.values()]));
}

function chainOf(links: readonly ChainLink[]): Chain {
  const byDigest = new Map(links.map((link) => [link.digest, link]));
  const beginnings = links
    .filter(({ manifest }) => manifest.previousManifestDigest === null || !byDigest.has(manifest.previousManifestDigest))
    .toSorted(inTime);
  const successors = new Map<string, ChainLink[]>();
  for (const link of links.toSorted(inTime)) {
    const previous = link.manifest.previousManifestDigest;
    if (previous !== null) successors.set(previous, [...(successors.get(previous) ?? []), link]);
  }
  const [first] = beginnings;
  const { issuer = '', dataset = '', view = '' } = first?.manifest ?? {};
  const ordered = beginnings.flatMap((beginning) => walk(beginning, successors));
  return {
    issuer, dataset, view,
    links: ordered,
    beginsAfter: first?.manifest.previousManifestDigest ?? null,
    problems: [...beginnings.slice(1).map(brokenBefore), ...[...successors.values()].flatMap(forkProblems), ...revisionProblems(ordered)],
  };
}

/** Digests cannot name each other in a circle, so this ends. */
function walk(beginning: ChainLink, successors: ReadonlyMap<string, readonly ChainLink[]>): ChainLink[] {
  const ordered: ChainLink[] = [];
  const open = [beginning];
  for (let link = open.pop(); link !== undefined; link = open.pop()) {
    ordered.push(link);
    open.push(...(successors.get(link.digest) ?? []).toReversed());
  }
  return ordered;
}

function brokenBefore({ file, manifest }: ChainLink): ChainProblem {
  const previous = manifest.previousManifestDigest;
  const detail = previous === null
    ? 'says that it is the first of its dataset and view, which another one says as well'
    : `follows the manifest ${previous}, which is not among those given, while an earlier one is`;
  return { code: previous === null ? 'CHAIN_FORKED' : 'CHAIN_BROKEN', file, detail };
}

const forkProblems = (sameBefore: readonly ChainLink[]): ChainProblem[] =>
  sameBefore.slice(1).map(({ file, manifest }) => ({
    code: 'CHAIN_FORKED', file, detail: `follows the manifest ${manifest.previousManifestDigest}, and so does ${sameBefore[0]?.file}: one of them was put in its place`,
  }));

/** Revisions of a business date count on by one, in the order of the chain. */
function revisionProblems(ordered: readonly ChainLink[]): ChainProblem[] {
  const last = new Map<string, number>();
  return ordered.flatMap(({ file, manifest: { businessDate, revision } }) => {
    const before = last.get(businessDate);
    last.set(businessDate, revision);
    if (before === undefined || revision === before + 1) return [];
    return [{ code: revision > before ? 'CHAIN_BROKEN' : 'CHAIN_FORKED', file, detail: `is revision ${revision} of ${businessDate} and follows revision ${before}` } as const];
  });
}

const inTime = (a: ChainLink, b: ChainLink): number =>
  a.manifest.sealedAt < b.manifest.sealedAt ? -1 : a.manifest.sealedAt > b.manifest.sealedAt ? 1 : a.manifest.revision - b.manifest.revision;
