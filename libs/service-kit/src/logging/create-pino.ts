import { pino } from 'pino';
import type { DestinationStream, Logger as Pino } from 'pino';
import pretty from 'pino-pretty';
import { currentTrace } from '../trace/trace-context.ts';
import { hideSecrets } from './hide-secrets.ts';
import { scrub } from './scrub.ts';
import { turnStream } from './turn-stream.ts';

export interface LogOptions {
  readonly format: 'json' | 'pretty';
  readonly level: string;
  /** Fields of every line. */
  readonly base: Readonly<Record<string, string>>;
}

/** The one pino of a process. Lines written inside of a trace carry its `traceId`. */
export function createPino({ format, level, base }: LogOptions, stream?: DestinationStream): Pino {
  const options = {
    level,
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: hideSecrets },
    serializers: { err: describeError, error: describeError },
    mixin: () => {
      const trace = currentTrace();
      return trace === undefined ? {} : { traceId: trace.traceId };
    },
    hooks: { streamWrite: scrub },
  };
  return pino(options, stream ?? (format === 'pretty' ? prettyStream() : turnStream()));
}

const prettyStream = (): DestinationStream => pretty({ colorize: process.stdout.isTTY, ignore: 'service,node', translateTime: 'SYS:HH:MM:ss.l', singleLine: true, sync: true });

/** Name, message, stack, code and cause: not what else a driver hangs onto its errors (statements, parameters, rows). */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return { type: name, message, stack, ...(code === undefined ? {} : { code }), ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}
