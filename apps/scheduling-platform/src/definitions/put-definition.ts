import { DomainError, jsonDigest } from '@syncline/contract';
import { isUniqueViolation, type Transaction } from '@syncline/database';
import type { Unit, UnitOfWork } from '../persistence/unit-of-work.ts';

/** A definition as it stands, whatever it defines. */
export interface DefinitionRow<Definition> {
  readonly version: number;
  readonly definitionJson: Definition;
}

/** What putting asks of the store of one kind of definition, inside a transaction. */
export interface DefinitionStore<Definition, Row extends DefinitionRow<Definition>> {
  /** Holds the row until the transaction ends, so that versions grow one by one; null: there is none of this name. */
  lock(name: string): Promise<Row | null>;
  /** @throws unique violation when somebody else made it in the same moment */
  create(definition: Definition): Promise<Row>;
  /** The next version. */
  change(present: Row, definition: Definition): Promise<Row>;
}

export interface PutRequest<Definition> {
  /** As the path says it. */
  readonly name: string;
  readonly definition: Definition;
  /** The version that the caller wants to change; undefined: whatever there is. */
  readonly ifMatch: number | undefined;
}

/**
 * The rules of `PUT /<definitions>/{name}`, the same for all kinds: made when it is not there, changed when it differs
 * as a JSON value, and otherwise left alone, version and all.
 *
 * @param check rules that ask the database, in the same transaction; they throw before anything is written
 * @throws DomainError VALIDATION_FAILED when the body names another than the path, PRECONDITION_FAILED
 */
export async function putDefinition<Definition extends { readonly name: string }, Row extends DefinitionRow<Definition>>(
  work: UnitOfWork,
  storeOf: (unit: Unit) => DefinitionStore<Definition, Row>,
  { name, definition, ifMatch }: PutRequest<Definition>,
  check: (tx: Transaction) => Promise<void> = () => Promise.resolve(),
): Promise<{ row: Row; isNew: boolean }> {
  if (definition.name !== name) {
    throw new DomainError('VALIDATION_FAILED', 'The name in the body must be that of the path.', { errors: [{ pointer: '/name', detail: `must be ${name}` }] });
  }
  const put = (): Promise<{ row: Row; isNew: boolean }> =>
    work.run(async (unit) => {
      const store = storeOf(unit);
      const present = await store.lock(name);
      assertVersion(name, present, ifMatch);
      await check(unit.tx);
      if (present === null) return { row: await store.create(definition), isNew: true };
      const isEqual = jsonDigest(present.definitionJson) === jsonDigest(definition);
      return { row: isEqual ? present : await store.change(present, definition), isNew: false };
    });
  try {
    return await put();
  } catch (error) {
    // Made by somebody else in the same moment: now it is there, and this is a change.
    if (isUniqueViolation(error)) return put();
    throw error;
  }
}

/** @throws DomainError PRECONDITION_FAILED unless the definition stands at the version that the caller means */
export function assertVersion(name: string, present: { readonly version: number } | null, ifMatch: number | undefined): void {
  if (ifMatch === undefined || present?.version === ifMatch) return;
  throw new DomainError('PRECONDITION_FAILED', present === null ? `There is no ${name} yet.` : `${name} is at version ${present.version}, not ${ifMatch}.`);
}

/** @throws DomainError NOT_FOUND */
export function assertFound<Row>(kind: string, name: string, present: Row | null): Row {
  if (present === null) throw new DomainError('NOT_FOUND', `There is no ${kind} ${name}.`);
  return present;
}
