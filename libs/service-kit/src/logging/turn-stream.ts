import { pino } from 'pino';
import type { DestinationStream } from 'pino';

/** So much does not wait for the end of its turn, in UTF-16 units. */
const LONGEST_WAIT = 64 * 1024;

/**
 * Standard output, written once for all lines of one turn of the event loop: under load many requests are answered in one
 * turn, and a system call for each line would cost more than the line. Nothing waits longer than the turn, and what waits
 * when the process exits, be it by an uncaught error, is written then. Only a kill -9 in the middle of a turn loses lines.
 */
export function turnStream(): DestinationStream {
  const output = pino.destination({ sync: true });
  let waiting = '';
  let isFlushDue = false;
  const flush = (): void => {
    isFlushDue = false;
    const lines = waiting;
    waiting = '';
    if (lines !== '') output.write(lines);
  };
  process.once('exit', flush);
  return {
    write: (line) => {
      waiting += line;
      if (waiting.length >= LONGEST_WAIT) flush();
      else if (!isFlushDue) {
        isFlushDue = true;
        setImmediate(flush);
      }
    },
  };
}
