import type { GoldenTable } from '../golden-table.ts';
import currencyCodes from 'currency-codes';

/** ISO 4217. One package version, so the same on both dates. */
export const currencies: GoldenTable = {
  name: 'currencies',
  columns: {
    currency_code: 'text COLLATE "C" NOT NULL',
    numeric_code: 'text NOT NULL',
    name: 'text NOT NULL',
    minor_units: 'integer NOT NULL',
    countries: 'json NOT NULL',
  },
  key: ['currency_code'],
  rows: () =>
    Promise.resolve(
      currencyCodes.data.map(({ code, number, currency, digits, countries }) => [
        code,
        number,
        currency,
        String(digits),
        JSON.stringify(countries),
      ]),
    ),
};
