/**
 * Rows without signatures: what a worker thread needs to load, read back and compare. It leaves the libraries for schemas
 * and JWS out, which would cost every thread more memory than its work.
 */
export { parseColumnType, type ColumnType } from './canonical/column-type.ts';
export { encodeRow, MalformedRowError, parseCsvRow, parseCsvRows, type Field } from './canonical/csv-row.ts';
export { compareKeys } from './canonical/key-order.ts';
export { canonicalExpression } from './sql/canonical-expression.ts';
export { controlTotalExpression } from './sql/control-total.ts';
export { copyExpression } from './sql/copy-expression.ts';
export { keyOrder, valueExpression, type KeyColumn } from './sql/key-order.ts';
export { keyRangeCondition } from './sql/key-range.ts';
export { textLiteral } from './sql/sql-literal.ts';
export { targetColumnType, targetPhysicalType } from './sql/target-type.ts';
export { manifestPayload } from './manifest/manifest-payload.ts';
