import { DomainError } from '@syncline/contract';
import type { Logger } from '@syncline/service-kit';
import type { DatasetView } from '../catalogue/domain/dataset-view.ts';
import { SourceMismatchError } from '../golden-source/describe-source.ts';
import { SourceUnavailableError } from '../golden-source/golden-source.ts';

/** PostgreSQL's `query_canceled`, which is how the time limit of a statement ends it. */
const CANCELLED = '57014';
/** SQLSTATE class 22: a text that the source's own type of a key column cannot be. */
const DATA_EXCEPTION = /^22/;

/**
 * What a reader of live rows is told when the source cannot be read. 503 only where trying again may help; what stands in
 * the way until a person changes catalogue or source is 409, and the source's own words stay in the log.
 */
export function tellReadFailure(error: unknown, { dataset }: Pick<DatasetView, 'dataset'>, logger: Logger): DomainError {
  if (error instanceof DomainError) return error;
  const code = sqlStateOf(error);
  if (code === CANCELLED) return new DomainError('SERVICE_UNAVAILABLE', 'Reading this page took too long and was given up. Name more of the key, or take an extract.', { retryAfterSeconds: 30, cause: error });
  if (DATA_EXCEPTION.test(code)) return new DomainError('RULE_VIOLATED', 'The source cannot compare its key with the texts that were given.', { cause: error });
  logger.error({ err: error, dataset }, 'the golden source cannot be read');
  if (error instanceof SourceUnavailableError) return new DomainError('SERVICE_UNAVAILABLE', 'The golden source cannot be reached at the moment.', { retryAfterSeconds: 5, cause: error });
  if (error instanceof SourceMismatchError) return new DomainError('CONFLICT', `The source does not hold what the catalogue says: ${error.message}.`, { cause: error });
  return new DomainError('CONFLICT', 'The source cannot be read as the catalogue says: SOURCE_UNREADABLE. The log of the provider tells why.', { cause: error });
}

/** Empty where the source is no PostgreSQL or said nothing. */
function sqlStateOf(error: unknown): string {
  const said = error instanceof SourceUnavailableError ? error.cause : error;
  return said instanceof Error && 'code' in said ? String(said.code) : '';
}
