import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastWords } from './last-words.ts';

describe('lastWords', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'syncline-words-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const wordsOf = (text: string): string => {
    writeFileSync(join(folder, 'log'), text);
    return lastWords(join(folder, 'log'));
  };

  it('are the plain lines after the last event', () => {
    expect(wordsOf('(node:1) Warning: x\n{"level":"info"}\nThe configuration cannot be used:\n  - a: is missing\n')).toBe('\n    The configuration cannot be used:\n      - a: is missing');
  });

  it('are none where there are none', () => {
    expect(wordsOf('{"level":"info"}\n')).toBe('');
    expect(wordsOf('')).toBe('');
    expect(lastWords(join(folder, 'nowhere'))).toBe('');
  });

  it('are not many', () => {
    expect(wordsOf('x\n'.repeat(100)).split('\n')).toHaveLength(14);
  });
});
