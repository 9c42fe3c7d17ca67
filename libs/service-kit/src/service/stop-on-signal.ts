import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from '../logging/logger.ts';
import { Lifecycle } from './lifecycle.ts';

/** A stop that takes longer has hung; whoever supervises the process would kill it anyway. */
const LONGEST_STOP_MS = 20_000;
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Ends the process as it should: no longer ready, loops stopped, server closed, database closed, exit 0. A second
 * signal ends it at once, and so does the bound; both exit 1, for nobody can say that all was finished.
 */
export function stopOnSignal(app: NestFastifyApplication): void {
  const logger = app.get(Logger);
  let isStopping = false;
  const onSignal = (signal: string): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error({ afterMs: LONGEST_STOP_MS }, 'the stop hangs; leaving without waiting for it');
      process.exit(1);
    }, LONGEST_STOP_MS).unref();
    void stop(app, logger);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

async function stop(app: NestFastifyApplication, logger: Logger): Promise<void> {
  app.get(Lifecycle).beginStop();
  try {
    await app.close();
    logger.info({}, 'stopped');
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'the stop failed');
    process.exit(1);
  }
}
