/** How often properties are tried: `PROPERTY_RUNS=100` a hundred times as often, for a soak. */
export const propertyRuns = (runs: number): number => Math.ceil(runs * Number(process.env['PROPERTY_RUNS'] || 1));
