/** An output over `towns`, as somebody would write its file. Parts may be replaced. */
export const townsBySize = ({ name = 'towns-by-size', version = 1, tieTo = 'population', extra = '', select = '', columns = '', where = '' } = {}): string => `/*
name: ${name}
version: ${version}
description: How many towns there are of each size, and how many people live in them.
inputs: [towns]
columns:
  - { name: size, type: string(10) }
  - { name: towns, type: integer }
  - { name: people, type: bigint }
${columns}key: [size]
tieOuts:
  - { kind: sum, column: people, equals: { file: towns, controlTotal: ${tieTo} } }
  - { kind: sum, column: towns, equals: { file: towns, controlTotal: rows } }
*/
SELECT CASE WHEN population >= 20000 THEN 'large' ELSE 'small' END AS size,
  count(*) AS towns, COALESCE(sum(population), 0) AS people ${select}
FROM {{towns}} ${where}
GROUP BY 1 ${extra}
`;

/** An output without tie-outs whose whole query is given. */
export const plainOutput = (name: string, columns: string, query: string): string => `/*
name: ${name}
version: 1
inputs: [towns]
columns:
${columns}
key: [id]
*/
${query}
`;

export const ID_AND_TEXT = `  - { name: id, type: string(20) }
  - { name: text, type: string(80), nullable: true }`;
