export { seedGoldenSource } from './seed-golden-source.ts';
export type { SeededDate } from './seed-golden-source.ts';
export { BUSINESS_DATES } from './golden-table.ts';
export type { BusinessDate } from './golden-table.ts';
export type { GoldenSourceName } from './tables/index.ts';
