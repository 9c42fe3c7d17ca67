import type { GoldenTable } from '../golden-table.ts';
import { cities } from './cities.ts';
import { countries, regions } from './countries.ts';
import { currencies } from './currencies.ts';
import { admin1, admin2 } from './divisions.ts';
import { timeZones } from './time-zones.ts';

/**
 * The systems that own the data, each with a database of its own: one knows places, the other keeps the reference data
 * that they are read with. Neither has a table of the other, so whoever wants both must take from both.
 */
export const GOLDEN_SOURCES = {
  places: [cities, admin1, admin2, timeZones],
  reference: [countries, regions, currencies],
} as const satisfies Readonly<Record<string, readonly GoldenTable[]>>;

export type GoldenSourceName = keyof typeof GOLDEN_SOURCES;
