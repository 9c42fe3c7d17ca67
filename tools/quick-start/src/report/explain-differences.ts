import { dataConsumerOperations, type Difference } from '@syncline/contract';
import type { Services } from '../sync/services.ts';
import type { DateProof } from './proof.ts';

const SHOWN_A_FILE = 3;

/** A line for each of the first rows that made the proof of a file fail; empty where the consumer cannot say. */
export async function explainDifferences(services: Services, proof: DateProof): Promise<string[]> {
  const lines: string[] = [];
  for (const { file, sync } of proof.files) {
    if (sync === null || sync.state !== 'FAILED') continue;
    const page = await services.consumer.call(dataConsumerOperations.listDifferences, { params: { id: sync.id }, query: { limit: SHOWN_A_FILE } }).catch(() => null);
    if (page === null) continue;
    lines.push(...page.items.map((difference) => `${file}: ${describeDifference(difference)}`));
    if (page.total > page.items.length) lines.push(`${file}: ${page.total - page.items.length} more rows differ`);
  }
  return lines;
}

export function describeDifference({ kind, key, columns }: Difference): string {
  const where = `row ${key.join(', ')}`;
  if (kind === 'MISSING') return `${where} is missing`;
  if (kind === 'UNEXPECTED') return `${where} should not be there`;
  return `${where} differs: ${columns.map(({ name, expected, actual }) => `${name} should be ${expected ?? 'NULL'} and is ${actual ?? 'NULL'}`).join(', ')}`;
}
