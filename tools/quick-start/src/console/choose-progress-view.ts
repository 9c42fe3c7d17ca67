import type { Narrator } from './narrator.ts';
import { PlainProgress } from './plain-progress.ts';
import type { ProgressView } from './progress-view.ts';
import type { Screen } from './screen.ts';
import { TerminalProgress } from './terminal-progress.ts';

/** Live bars on a terminal, plain lines elsewhere. */
export const chooseProgressView = (screen: Screen, narrator: Narrator): ProgressView =>
  screen.isTerminal ? new TerminalProgress(screen, narrator) : new PlainProgress(narrator);
