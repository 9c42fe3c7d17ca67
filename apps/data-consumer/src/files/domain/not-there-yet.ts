import { DomainError, type FileDefinition } from '@syncline/contract';

/** What a definition may say by the contract, and this version cannot do. The one place to change when it can. */
const NOT_THERE_YET: readonly { pointer: string; isAsked: (definition: FileDefinition) => boolean }[] = [
  { pointer: '/target/apply', isAsked: ({ target }) => target.apply === 'REPLACE' },
  { pointer: '/schemaDrift', isAsked: ({ schemaDrift }) => schemaDrift === 'ADD_COLUMNS' },
  { pointer: '/limits/maxChangePercent', isAsked: ({ limits }) => limits.maxChangePercent !== null },
];

/**
 * Refuses a definition rather than to sync by another one than was asked for.
 * @throws DomainError RULE_VIOLATED naming every such field
 */
export function refuseNotThereYet(definition: FileDefinition): void {
  const errors = NOT_THERE_YET.filter(({ isAsked }) => isAsked(definition)).map(({ pointer }) => ({ pointer, detail: 'is not there yet' }));
  if (errors.length > 0) throw new DomainError('RULE_VIOLATED', 'The definition asks for something that this version of the consumer cannot do yet.', { errors });
}
