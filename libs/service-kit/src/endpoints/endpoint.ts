import type { OperationSpec } from '@syncline/contract';
import { POLICY_KEY } from '@syncline/service-auth';
import { applyDecorators, HttpCode, RequestMapping, RequestMethod, SetMetadata } from '@nestjs/common';

/** Metadata key under which a handler keeps the operation it serves. */
export const OPERATION_KEY = 'syncline:operation';

/**
 * Serves an operation of the contract: its route, its status, its policy. The controller itself has no prefix
 * (`@Controller()`), for the operation knows its whole path.
 */
export const Endpoint = (operation: OperationSpec): MethodDecorator =>
  applyDecorators(
    RequestMapping({ path: operation.path, method: RequestMethod[operation.method] }),
    HttpCode(usualStatus(operation)),
    SetMetadata(POLICY_KEY, operation.policy),
    SetMetadata(OPERATION_KEY, operation),
  );

/** The lowest success status; a handler that answers with another returns an `Answer`. */
function usualStatus({ id, responses }: OperationSpec): number {
  const [status] = Object.keys(responses).map(Number).filter((code) => code >= 200 && code < 300).sort((a, b) => a - b);
  if (status === undefined) throw new Error(`The operation ${id} declares no success status.`);
  return status;
}
