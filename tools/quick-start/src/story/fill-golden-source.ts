import type { LocalPostgres } from '@syncline/local-postgres';
import type { Narrator } from '../console/narrator.ts';

export const BUSINESS_DATES = ['2026-08-04', '2026-09-26'] as const;

export async function fillGoldenSource(_server: LocalPostgres, _narrator: Narrator): Promise<void> {
  // not yet there
}
