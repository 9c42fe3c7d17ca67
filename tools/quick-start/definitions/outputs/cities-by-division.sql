/*
name: cities-by-division
version: 1
description: How many cities and districts each first administrative level has, such as FR.84, Auvergne-Rhône-Alpes.
inputs: [cities, admin1, countries]
columns:
  # The country where a city belongs to no division.
  - { name: division_code, type: string(20) }
  - { name: country_code, type: string(2) }
  - { name: country, type: string(100), nullable: true }
  - { name: division, type: string(200), nullable: true }
  - { name: cities, type: integer }
  - { name: districts, type: integer }
key: [division_code]
tieOuts:
  - { kind: sum, column: cities, equals: { file: cities, controlTotal: rows } }
  - { kind: countDistinct, column: country_code, equals: { file: cities, controlTotal: countries } }
*/
SELECT COALESCE(c.admin1_code, c.country_code) AS division_code, c.country_code, max(n.name) AS country, max(a.name) AS division,
  count(*) AS cities, count(DISTINCT c.admin2_code) AS districts
FROM {{cities}} c
  LEFT JOIN {{admin1}} a ON a.code = c.admin1_code
  LEFT JOIN {{countries}} n ON n.country_code = c.country_code
GROUP BY COALESCE(c.admin1_code, c.country_code), c.country_code
