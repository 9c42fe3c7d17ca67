import { dataConsumerOperations, type VerifyResult } from '@syncline/contract';
import { describeDifference } from '../report/explain-differences.ts';
import type { Services } from './services.ts';
import { insist } from './watch.ts';

/**
 * Has the consumer prove again what it serves now, file by file: a date that was proven once says nothing about a row
 * that somebody changed since. Answers a sentence for each file that does not match.
 */
export async function verifyFiles(services: Services, files: readonly string[], signal: AbortSignal): Promise<string[]> {
  const problems: string[] = [];
  for (const file of files) {
    const result = await insist(() => services.consumer.call(dataConsumerOperations.verifyFile, { params: { name: file } }), signal);
    if (result.result !== 'MATCHED' || result.checks.length === 0 || result.checks.some(({ matched }) => !matched)) problems.push(describe(result));
  }
  return problems;
}

function describe({ file, differences, checks }: VerifyResult): string {
  const [first] = differences;
  if (first !== undefined) return `${file} no longer matches what was sealed: ${describeDifference(first)}${differences.length > 1 ? ', and more rows differ' : ''}`;
  const check = checks.find(({ matched }) => !matched);
  return `${file} no longer matches what was sealed${check === undefined ? '' : `: ${check.check} should be ${check.expected} and is ${check.actual}`}`;
}
