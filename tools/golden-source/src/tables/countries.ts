import type { GoldenTable } from '../golden-table.ts';
import { readPackageJson } from '../packages.ts';

interface PackagedCountry {
  readonly countryName: string;
  readonly countryShortCode: string;
  readonly regions: ReadonlyArray<{ readonly name: string; readonly shortCode?: string }>;
}

const packagedCountries = (): Promise<PackagedCountry[]> => readPackageJson('country-region-data/data.json');

/** One package version, so the same on both dates. */
export const countries: GoldenTable = {
  name: 'countries',
  columns: { country_code: 'text COLLATE "C" NOT NULL', name: 'text NOT NULL', region_count: 'integer NOT NULL' },
  key: ['country_code'],
  async rows() {
    return (await packagedCountries()).map((country) => [
      country.countryShortCode,
      country.countryName,
      String(country.regions.length),
    ]);
  },
};

/** Keyed by name: 179 regions of smaller countries have no code. The same on both dates. */
export const regions: GoldenTable = {
  name: 'regions',
  columns: { country_code: 'text COLLATE "C" NOT NULL', name: 'text COLLATE "C" NOT NULL', region_code: 'text' },
  key: ['country_code', 'name'],
  async rows() {
    return (await packagedCountries()).flatMap((country) =>
      country.regions.map((region) => [country.countryShortCode, region.name, region.shortCode ?? null]),
    );
  },
};
