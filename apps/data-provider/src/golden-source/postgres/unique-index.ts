/**
 * A row if PostgreSQL makes sure that no two rows of a relation are equal in the columns: a unique index over some of them,
 * valid, over all rows (no condition, no expression), in a table of its own or in all partitions of one. Not proven by an
 * index: a table that others inherit from, whose rows it does not cover, and a period `WITHOUT OVERLAPS`.
 * @param relation SQL of the relation's name as a text, which is looked up as a FROM clause does
 * @param columns SQL of their names
 */
export const uniqueIndexQuery = (relation: string, columns: readonly string[]): string => `
  SELECT '1' FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
   WHERE c.oid = to_regclass(${relation}) AND i.indisunique AND i.indisvalid AND NOT i.indisexclusion AND i.indpred IS NULL AND i.indexprs IS NULL
     AND (c.relkind = 'p' OR (c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid)))
     AND NOT EXISTS (SELECT FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) AS k (attnum) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                      WHERE a.attname NOT IN (${columns.join(', ')}))
   LIMIT 1`;
