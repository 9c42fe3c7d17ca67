import { crashPoints, type CrashPlan as Plan } from '@syncline/service-kit/crash-points';

/**
 * The places where a process that syncs a file may die (`CRASH_AT`). Whoever takes over must end proven from any of them, and
 * must neither download nor load a part again whose ledger row was committed. `e2e/test/faults/consumer-crash-points.spec.ts`
 * walks all of them.
 */
export const CRASH_POINTS = {
  'manifest-verified': 'the manifest is verified, and nothing of it is written down',
  'loading-begun': 'the manifest is kept with the file sync, and no thread has begun',
  'staging-prepared': 'the staging table is made, and empty',
  'part-downloading': 'some bytes of a part have come',
  'part-copying': 'some rows of a part are at the database, in an open transaction',
  'part-before-commit': 'rows and ledger row of a part are written, and not committed',
  'part-after-commit': 'a part is committed, and nobody was told',
  'parts-loaded': 'every part is in staging',
  'rows-applied': 'the target has its new rows, in an open transaction',
  'reading-back': 'some parts of the target are read back',
  'publication-before-commit': 'publication and end of the file sync are written, and not committed',
  'publication-after-commit': 'the publication is committed, and nobody was told',
} as const;

export type CrashPlan = Plan<keyof typeof CRASH_POINTS>;

export const { parseCrashPlan, planCrash, reach } = crashPoints(CRASH_POINTS);
