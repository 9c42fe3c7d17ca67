import { readFileSync } from 'node:fs';

const MOST_LINES = 12;

/**
 * What a program that could not start wrote at the end of its log, indented, as lines of a message; empty if nothing. Why
 * it ended is plain text there; everything before that is JSON, a line an event.
 */
export function lastWords(log: string): string {
  const lines = textOf(log).trimEnd().split('\n');
  const plain = lines.slice(lines.findLastIndex((line) => line.startsWith('{')) + 1).filter((line) => line !== '');
  const more = plain.length > MOST_LINES ? ['…'] : [];
  return [...plain.slice(0, MOST_LINES), ...more].map((line) => `\n    ${line}`).join('');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
