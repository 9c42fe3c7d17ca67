import { DomainError, type FieldError } from '@syncline/contract';
import { isCanonical, parseColumnType } from '@syncline/extract-format';
import { keyColumnsOf, type DatasetView } from '../../catalogue/domain/dataset-view.ts';

/** Parameters of the list that are no filters, whatever a key column may be called. */
const OWN_PARAMETERS = new Set(['businessDate', 'cursor', 'limit']);

/**
 * The filter of `GET /rows`: the canonical texts of the first key columns, in the order of the key.
 *
 * Only a beginning of the key, because that is what the source's index of the key finds: a filter in its middle would make
 * the source look at every row.
 *
 * @param query all parameters as they came
 * @throws DomainError VALIDATION_FAILED for what is no key column or no canonical text; RULE_VIOLATED for a gap
 */
export function keyFilter(view: Pick<DatasetView, 'key' | 'columns'>, query: Readonly<Record<string, unknown>>): string[] {
  const given = Object.keys(query).filter((name) => !OWN_PARAMETERS.has(name));
  const columns = keyColumnsOf(view).filter(({ name }) => !OWN_PARAMETERS.has(name));
  const errors = given.flatMap((name): FieldError[] => {
    const column = columns.find((each) => each.name === name);
    const detail = column === undefined ? 'is neither a parameter nor a key column' : textProblem(column.type, query[name]);
    return detail === null ? [] : [{ pointer: `/query/${name}`, detail }];
  });
  if (errors.length > 0) throw new DomainError('VALIDATION_FAILED', `${errors[0]?.pointer}: ${errors[0]?.detail}.`, { errors });
  const missing = view.key.slice(0, given.length).filter((name) => !given.includes(name));
  if (missing.length > 0) {
    throw new DomainError('RULE_VIOLATED', `Rows are found by the beginning of their key (${view.key.join(', ')}): name ${missing.join(' and ')} as well.`);
  }
  return view.key.slice(0, given.length).map((name) => String(query[name]));
}

function textProblem(type: string, text: unknown): string | null {
  if (typeof text !== 'string') return 'is given more than once';
  return isCanonical(parseColumnType(type), text) ? null : `is not the canonical text of a ${type}`;
}
