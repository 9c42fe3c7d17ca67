import type { StandInDataset } from '@syncline/stand-ins';

/** A business date, and the one after it, that every scenario plays. */
export const [FIRST_DATE, SECOND_DATE] = ['2026-08-04', '2026-08-05'] as const;

/** Three lighthouses: small enough to look at, with a text, a number with decimals and a NULL. */
export const lighthouses: StandInDataset = {
  name: 'lighthouses',
  key: ['id'],
  columns: [
    { name: 'id', type: 'integer', nullable: false },
    { name: 'name', type: 'string(60)', nullable: false },
    { name: 'height', type: 'decimal(6,2)', nullable: true },
  ],
  controlTotals: [{ name: 'height', kind: 'sum', column: 'height' }],
  partRows: 2,
  days: {
    [FIRST_DATE]: [['1', 'Roter Sand', '52.50'], ['2', 'Eddystone', '49.00'], ['3', 'Skerryvore', null]],
    [SECOND_DATE]: [['1', 'Roter Sand', '52.50'], ['2', 'Eddystone', '51.00'], ['3', 'Skerryvore', '48.00'], ['4', 'Bell Rock', '35.30']],
  },
};

export const sampleDatasets = [lighthouses];
