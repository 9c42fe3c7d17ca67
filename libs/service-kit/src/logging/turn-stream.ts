import { pino } from 'pino';
import type { DestinationStream } from 'pino';

/** From here on a turn of the event loop does not wait for its end, in bytes. */
const LONGEST_WAIT_BYTES = 8 * 1024;

/**
 * Standard output, written once for all lines of one turn of the event loop: under load many requests are answered in one
 * turn, and a system call for each line would cost more than the line. Nothing waits longer than the turn, and what waits
 * when the process exits, be it by an uncaught error, is written then. Only a kill -9 in the middle of a turn loses lines.
 */
export function turnStream(): DestinationStream {
  const output = pino.destination({ sync: true, minLength: LONGEST_WAIT_BYTES });
  let isWaiting = false;
  const flush = (): void => {
    isWaiting = false;
    output.flushSync();
  };
  process.once('exit', flush);
  return {
    write: (line) => {
      output.write(line);
      if (isWaiting) return;
      isWaiting = true;
      setImmediate(flush);
    },
  };
}
