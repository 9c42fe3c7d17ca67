import type { Screen } from '../screen.ts';
import { PlainProgress } from './plain-progress.ts';
import type { LineHost, ProgressView } from './progress-view.ts';
import { TerminalProgress } from './terminal-progress.ts';

/** Lines of a terminal that bars leave free, for what is said above and below them. */
const SPARE_LINES = 4;

/** Live bars on a terminal that has room for `count` of them, plain lines elsewhere. */
export const chooseProgressView = (screen: Screen, host: LineHost, count: number): ProgressView =>
  screen.isTerminal && count <= screen.height - SPARE_LINES ? new TerminalProgress(screen, host) : new PlainProgress(host);
