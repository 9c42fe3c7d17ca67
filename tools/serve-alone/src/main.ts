import { serveAlone } from './serve-alone.ts';
import { readServeConfig } from './serve-alone.config.ts';

/** `node tools/serve-alone/dist/main.js <app>`: one app, its database, and stand-ins for the other two. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);

// Whoever reads our output may be gone before we are (nx at Ctrl-C); that must not keep us from stopping in order.
process.stdout.on('error', () => undefined);

const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});

try {
  await serveAlone(readServeConfig(process.argv.slice(2)), say, stopped);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
