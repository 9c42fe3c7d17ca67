import type { FileProgress } from '../sync/file-progress.ts';
import type { Narrator } from './narrator.ts';
import { PlainProgress } from './plain-progress.ts';
import type { Screen } from './screen.ts';
import { TerminalProgress } from './terminal-progress.ts';

/** Shows the files of a run on their way. */
export interface ProgressView {
  update(files: readonly FileProgress[]): void;
  /** The last word; leaves the terminal to others. */
  finish(): void;
}

export function progressView(screen: Screen, narrator: Narrator): ProgressView {
  return screen.isTerminal ? new TerminalProgress(screen, narrator) : new PlainProgress(narrator);
}
