import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileProblem } from './file-problem.ts';

/** What the paths of a command line lead to. */
export interface FoundFiles {
  readonly files: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** Which files of a folder are meant, and how they are called where there are none. */
export interface WantedFiles {
  readonly ending: RegExp;
  readonly called: string;
}

export const YAML_FILES: WantedFiles = { ending: /\.ya?ml$/, called: '.yaml or .yml file' };

/**
 * The files that the paths name: a file is itself whatever it is called, a folder stands for every wanted file in it and
 * below it, in the order of their names; what begins with a dot is left out. Links to folders are not followed, so that
 * no circle is walked.
 */
export function findFiles(paths: readonly string[], wanted: WantedFiles = YAML_FILES): FoundFiles {
  const files = new Set<string>();
  const problems: FileProblem[] = [];
  for (const path of paths) {
    try {
      if (!statSync(path).isDirectory()) files.add(path);
      else if (addFolder(path, wanted, files, problems) === 0) problems.push({ file: path, line: null, detail: `the folder holds no ${wanted.called}` });
    } catch (error) {
      problems.push({ file: path, line: null, detail: describeSystemError(error) });
    }
  }
  return { files: [...files], problems };
}

/** @returns how many files and problems it met */
function addFolder(folder: string, wanted: WantedFiles, files: Set<string>, problems: FileProblem[]): number {
  let met = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      try {
        met += addFolder(path, wanted, files, problems);
      } catch (error) {
        problems.push({ file: path, line: null, detail: describeSystemError(error) });
        met += 1;
      }
    } else if (wanted.ending.test(entry.name)) {
      files.add(path);
      met += 1;
    }
  }
  return met;
}

const SENTENCES: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a folder',
  ENOTDIR: 'is not there: a part of its path is no folder',
  ELOOP: 'is a link that leads in a circle',
};

/** A sentence for what the file system said. */
export function describeSystemError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return SENTENCES[code] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}
