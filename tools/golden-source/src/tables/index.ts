import type { GoldenTable } from '../golden-table.ts';
import { cities } from './cities.ts';
import { countries, regions } from './countries.ts';
import { currencies } from './currencies.ts';
import { admin1, admin2 } from './divisions.ts';
import { timeZones } from './time-zones.ts';

export const goldenTables: readonly GoldenTable[] = [cities, admin1, admin2, countries, regions, currencies, timeZones];
