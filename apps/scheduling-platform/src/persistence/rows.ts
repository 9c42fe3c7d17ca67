import type { Transaction } from '@syncline/database';
import type { EntityTarget, ObjectLiteral } from 'typeorm';

/**
 * Inserts rows of one table with one statement. TypeORM's own type of a row to insert cannot follow JSON columns, whose
 * type contains itself; here a row is checked against its entity instead. What is left out is NULL.
 */
export async function insertRows<E extends object>(tx: Transaction, entity: new () => E, rows: Partial<E> | Partial<E>[]): Promise<void> {
  await tx.manager.insert(entity as EntityTarget<ObjectLiteral>, rows);
}

/** Updates the rows of one table that match, for values whose type TypeORM cannot follow either. */
export async function updateRow<E extends object>(tx: Transaction, entity: new () => E, where: Partial<E>, values: Partial<E>): Promise<void> {
  await tx.manager.update(entity as EntityTarget<ObjectLiteral>, where, values);
}
