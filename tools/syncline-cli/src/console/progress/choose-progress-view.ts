import type { Screen } from '../screen.ts';
import { PlainProgress } from './plain-progress.ts';
import type { LineHost, ProgressView } from './progress-view.ts';
import { TerminalProgress } from './terminal-progress.ts';

/** Live bars on a terminal, plain lines elsewhere. */
export const chooseProgressView = (screen: Screen, host: LineHost): ProgressView => (screen.isTerminal ? new TerminalProgress(screen, host) : new PlainProgress(host));
