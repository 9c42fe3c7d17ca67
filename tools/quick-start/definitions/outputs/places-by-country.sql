/*
name: places-by-country
version: 1
description: What there is of each country, made from files of both systems.
inputs: [countries, regions, cities, time-zones]
columns:
  - { name: country_code, type: string(2) }
  # Not there where only the places know the code.
  - { name: country, type: string(100), nullable: true }
  - { name: regions, type: integer }
  - { name: cities, type: integer }
  - { name: time_zones, type: integer }
  - { name: northernmost, type: "decimal(7,5)", nullable: true }
key: [country_code]
# No row of any of the four gets lost on its way into this table, or counts twice.
tieOuts:
  - { kind: sum, column: regions, equals: { file: regions, controlTotal: rows } }
  - { kind: sum, column: cities, equals: { file: cities, controlTotal: rows } }
  - { kind: sum, column: time_zones, equals: { file: time-zones, controlTotal: rows } }
  - { kind: max, column: northernmost, equals: { file: cities, controlTotal: northernmost } }
*/
SELECT codes.country_code, countries.name AS country, COALESCE(regions.n, 0) AS regions, COALESCE(cities.n, 0) AS cities,
  COALESCE(zones.n, 0) AS time_zones, cities.northernmost
FROM (
    SELECT country_code FROM {{countries}}
    UNION SELECT country_code FROM {{regions}}
    UNION SELECT country_code FROM {{cities}}
    UNION SELECT country_code FROM {{time-zones}}
  ) codes
  LEFT JOIN {{countries}} countries ON countries.country_code = codes.country_code
  LEFT JOIN (SELECT country_code, count(*) AS n FROM {{regions}} GROUP BY country_code) regions ON regions.country_code = codes.country_code
  LEFT JOIN (SELECT country_code, count(*) AS n, max(latitude) AS northernmost FROM {{cities}} GROUP BY country_code) cities ON cities.country_code = codes.country_code
  LEFT JOIN (SELECT country_code, count(*) AS n FROM {{time-zones}} GROUP BY country_code) zones ON zones.country_code = codes.country_code
