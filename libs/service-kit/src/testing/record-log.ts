import type { DestinationStream } from 'pino';
import { createPino } from '../logging/create-pino.ts';
import type { Logger } from '../logging/logger.ts';

export interface RecordedLog {
  /** For `createServiceApp(…, { logStream })`. */
  readonly stream: DestinationStream;
  /** For a class that is tested without an application. */
  readonly logger: Logger;
  /** The lines so far, parsed. */
  lines(): Record<string, unknown>[];
  /** The lines so far, as written. */
  text(): string;
}

/** A log that a test reads. */
export function recordLog(level = 'debug'): RecordedLog {
  const written: string[] = [];
  const stream: DestinationStream = { write: (line) => void written.push(line) };
  return {
    stream,
    logger: createPino({ format: 'json', level, base: {} }, stream),
    lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>),
    text: () => written.join(''),
  };
}
