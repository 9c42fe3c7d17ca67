import { readFileSync, statSync } from 'node:fs';
import { describeSystemError } from './find-files.ts';

/** Bytes that a file may have: some thousand definitions. Larger ones are a mistake, such as a data file. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A file's text, or why there is none. Devices and pipes are refused before they are opened: some of them never end. */
export function readText(file: string): { readonly text: string } | { readonly problem: string } {
  try {
    const { size, isFile } = describe(file);
    if (!isFile) return { problem: 'is neither a file nor a folder' };
    if (size > MOST_BYTES) return { problem: `has ${size} bytes; a file of definitions has at most ${MOST_BYTES}` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return { problem: error instanceof TypeError ? 'is no text in UTF-8' : describeSystemError(error) };
  }
}

function describe(file: string): { size: number; isFile: boolean } {
  const stats = statSync(file);
  return { size: stats.size, isFile: stats.isFile() };
}
