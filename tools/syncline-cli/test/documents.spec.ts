import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseDefinitions } from '../src/definitions/parse-definitions.ts';
import { EXIT, EXIT_CODES_HELP } from '../src/exit-codes.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');

describe('what the documents show', () => {
  it.each(['docs/coming-from-quartz.md', 'tools/syncline-cli/README.md'])('of definitions in %s can be applied', (path) => {
    const blocks = [...read(path).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml ?? '');
    expect(blocks.length).toBeGreaterThan(0);
    for (const yaml of blocks) {
      const { documents, problems } = parseDefinitions(yaml, path, { 'data-consumer': 'http://localhost:4300' });
      expect(problems).toEqual([]);
      expect(documents.length).toBeGreaterThan(1);
    }
  });

  it('has every exit code in the README and in the help', () => {
    const codes = [...read('tools/syncline-cli/README.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
    for (const code of codes) expect(EXIT_CODES_HELP).toMatch(new RegExp(`\\b${code} `));
  });
});
