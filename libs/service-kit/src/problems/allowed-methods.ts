import type { OperationSpec } from '@syncline/contract';

/** The methods under which some operation serves this path; empty: nothing is here under any method. */
export function allowedMethods(operations: readonly OperationSpec[], path: string): string[] {
  const methods = operations.filter((operation) => matches(operation.path, path)).map((operation) => operation.method);
  return [...new Set(methods)].sort();
}

function matches(pattern: string, path: string): boolean {
  const [expected, actual] = [pattern.split('/'), path.split('/')];
  return expected.length === actual.length && expected.every((part, index) => part === actual[index] || (part.startsWith(':') && actual[index] !== ''));
}
