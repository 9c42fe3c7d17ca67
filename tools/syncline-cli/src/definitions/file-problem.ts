/** Something that is wrong in a file of definitions. */
export interface FileProblem {
  readonly file: string;
  /** From 1; null where the file itself is what is wrong. */
  readonly line: number | null;
  readonly detail: string;
}

const SHOWN = 100;

/** The files cannot be read as definitions. The message lists every problem, file by file. */
export class DefinitionsWrong extends Error {
  override readonly name = 'DefinitionsWrong';
  constructor(readonly problems: readonly FileProblem[]) {
    const lines = problems.slice(0, SHOWN).map(({ file, line, detail }) => `  ${file}${line === null ? '' : `:${line}`}  ${detail}`);
    if (problems.length > SHOWN) lines.push(`  and ${problems.length - SHOWN} more`);
    super([`${problems.length === 1 ? '1 problem' : `${problems.length} problems`} in the definitions; nothing was sent`, ...lines].join('\n'));
  }
}
