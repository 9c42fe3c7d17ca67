import type { GoldenTable } from '../golden-table.ts';
import { readPackageJson } from '../packages.ts';

interface PackagedTimeZone {
  readonly name: string;
  readonly alternativeName: string;
  readonly continentCode: string;
  readonly countryCode: string;
  readonly mainCities: readonly string[];
  readonly rawOffsetInMinutes: number;
  readonly abbreviation: string;
  readonly dstAbbreviation?: string;
}

/** IANA time zones (from GeoNames and tzdb). One package version, so the same on both dates. */
export const timeZones: GoldenTable = {
  name: 'time_zones',
  columns: {
    name: 'text COLLATE "C" NOT NULL',
    alternative_name: 'text NOT NULL',
    continent_code: 'text NOT NULL',
    country_code: 'text NOT NULL',
    main_cities: 'json NOT NULL',
    raw_offset_minutes: 'integer NOT NULL',
    abbreviation: 'text NOT NULL',
    observes_dst: 'boolean NOT NULL',
    dst_abbreviation: 'text',
  },
  key: ['name'],
  async rows() {
    return (await readPackageJson<PackagedTimeZone[]>('@vvo/tzdb/raw-time-zones.json')).map((zone) => [
      zone.name,
      zone.alternativeName,
      zone.continentCode,
      zone.countryCode,
      JSON.stringify(zone.mainCities),
      String(zone.rawOffsetInMinutes),
      zone.abbreviation,
      String(zone.dstAbbreviation !== undefined),
      zone.dstAbbreviation ?? null,
    ]);
  },
};
