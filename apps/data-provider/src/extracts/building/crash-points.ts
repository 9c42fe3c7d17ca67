import { crashPoints, type CrashPlan as Plan } from '@syncline/service-kit/crash-points';

/**
 * The places where a process that builds extracts may die (`CRASH_AT`). Whatever dies at any of them leaves nothing visible,
 * and another instance seals the extract once and clears away what lies below `building/` and below `parts/` that no
 * manifest names. `e2e/test/faults/provider-build.spec.ts` walks all of them.
 */
export const CRASH_POINTS = {
  'claimed': 'the builds carry a lease token, and nothing is open',
  'snapshot-open': 'the snapshot is open, and nothing is read',
  'part-writing': 'some bytes of a part are on their way to its file',
  'part-synced': 'a part is on disk, under a name that nobody looks for',
  'part-stored': 'a part lies under its digest, and no manifest names it',
  'extract-written': 'all parts of an extract are stored, and its end is not begun',
  'seal-before-commit': 'seal, manifest and announcement are written, and not committed',
  'seal-after-commit': 'the extract is sealed, and its folder below building/ is there still',
  'builds-ended': 'everything is done, and nobody was told',
} as const;

export type CrashPlan = Plan<keyof typeof CRASH_POINTS>;

export const { parseCrashPlan, planCrash, reach } = crashPoints(CRASH_POINTS);
