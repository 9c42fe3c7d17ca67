import { renameSync, writeFileSync } from 'node:fs';

/** A file appears whole or not at all: half a key or half a configuration after a kill -9 would stop every later start. */
export function writeWhole(path: string, text: string, mode = 0o644): void {
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, text, { mode });
  renameSync(unfinished, path);
}
