import type { Manifest } from '@syncline/contract';
import { isCanonical } from '../canonical/canonical-text.ts';
import { parseColumnType, type ColumnType } from '../canonical/column-type.ts';
import { compareKeys } from '../canonical/key-order.ts';
import { controlTotalProblem } from '../sql/control-total.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * What a signature does not say: that the figures of a manifest fit together. A provider with a fault can sign nonsense,
 * and a part that the manifest contradicts would be blamed on the download.
 * @returns a sentence a contradiction; none if it is sound
 */
export function checkManifest(manifest: Manifest): string[] {
  const types = keyTypes(manifest);
  if (typeof types === 'string') return [types];
  return [
    ...(manifest.fingerprint === fingerprint(manifest) ? [] : ['the fingerprint is not that of key and columns']),
    ...sumProblems(manifest),
    ...manifest.parts.flatMap((part, index) => partProblems(manifest, types, part, index)),
    ...manifest.controlTotals.flatMap(({ name, kind, column: over }) => {
      const column = manifest.columns.find((one) => one.name === over);
      const problem = column === undefined ? `is over the unknown column ${over}` : controlTotalProblem(kind, column);
      return problem === null ? [] : [`control total ${name}: ${problem}`];
    }),
  ];
}

function keyTypes(manifest: Manifest): ColumnType[] | string {
  const names = new Set(manifest.columns.map(({ name }) => name));
  if (names.size !== manifest.columns.length) return 'a column is there twice';
  if (manifest.key.length === 0 || manifest.key.some((name) => !names.has(name))) return 'the key is not made of columns';
  try {
    const types = new Map(manifest.columns.map(({ name, type }) => [name, parseColumnType(type)]));
    return manifest.key.flatMap((name) => types.get(name) ?? []);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sumProblems({ rows, bytes, parts }: Manifest): string[] {
  const sum = (of: 'rows' | 'bytes'): number => parts.reduce((total, part) => total + part[of], 0);
  return [
    ...(sum('rows') === rows ? [] : [`the parts have ${sum('rows')} rows, the extract ${rows}`]),
    ...(sum('bytes') === bytes ? [] : [`the parts have ${sum('bytes')} bytes, the extract ${bytes}`]),
  ];
}

function partProblems(manifest: Manifest, types: ColumnType[], part: Manifest['parts'][number], index: number): string[] {
  const isKey = (key: readonly string[]): boolean =>
    key.length === types.length && types.every((type, at) => isCanonical(type, key[at] ?? ''));
  if (!isKey(part.firstKey) || !isKey(part.lastKey)) return [`the keys of part ${part.n} are not in canonical form`];
  const before = manifest.parts[index - 1];
  return [
    ...(part.n === index + 1 ? [] : [`part ${part.n} stands at place ${index + 1}`]),
    ...(part.rows > 0 ? [] : [`part ${part.n} is empty`]),
    ...(compareKeys(types, part.firstKey, part.lastKey) <= 0 ? [] : [`part ${part.n} ends before it begins`]),
    ...(!before || compareKeys(types, before.lastKey, part.firstKey) < 0 ? [] : [`part ${part.n} begins before part ${before.n} ends`]),
  ];
}
