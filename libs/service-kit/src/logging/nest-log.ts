import type { LoggerService } from '@nestjs/common';
import type { Logger as NestPinoLogger } from 'nestjs-pino';

/** Parts of Nest that say at every start what the code says already. */
const WORDY = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);

/** Nest's own lines, through nestjs-pino, with the inventory of every start at DEBUG. */
export function nestLog(log: NestPinoLogger): LoggerService {
  return {
    log: (message: unknown, ...rest: unknown[]) => (WORDY.has(String(rest.at(-1))) ? log.debug(message, ...rest) : log.log(message, ...rest)),
    error: (message: unknown, ...rest: unknown[]) => log.error(message, ...rest),
    warn: (message: unknown, ...rest: unknown[]) => log.warn(message, ...rest),
    debug: (message: unknown, ...rest: unknown[]) => log.debug(message, ...rest),
    verbose: (message: unknown, ...rest: unknown[]) => log.verbose(message, ...rest),
    fatal: (message: unknown, ...rest: unknown[]) => log.fatal(message, ...rest),
  };
}
