import { readFileSync, statSync } from 'node:fs';
import { describeSystemError } from './find-files.ts';

/** Bytes that a kind of file may have; larger ones are a mistake, such as a data file. */
export interface SizeLimit {
  readonly bytes: number;
  readonly kind: string;
}

/** Some thousand definitions. */
const DEFINITIONS: SizeLimit = { bytes: 4 * 1024 * 1024, kind: 'a file of definitions' };

/** A file's text, or why there is none. Devices and pipes are refused before they are opened: some of them never end. */
export function readText(file: string, limit: SizeLimit = DEFINITIONS): { readonly text: string } | { readonly problem: string } {
  try {
    const { size, isFile } = describe(file);
    if (!isFile) return { problem: 'is neither a file nor a folder' };
    if (size > limit.bytes) return { problem: `has ${size} bytes; ${limit.kind} has at most ${limit.bytes}` };
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) };
  } catch (error) {
    return { problem: error instanceof TypeError ? 'is no text in UTF-8' : describeSystemError(error) };
  }
}

function describe(file: string): { size: number; isFile: boolean } {
  const stats = statSync(file);
  return { size: stats.size, isFile: stats.isFile() };
}
