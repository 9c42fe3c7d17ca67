/**
 * A process that starts a server and then waits to be killed. Run by the tests:
 * `node --conditions=@syncline/source owner.ts '<options as JSON>' [uid]`; with a uid it first becomes that user.
 */
import { startLocalPostgres } from '../src/index.ts';
import type { LocalPostgresOptions } from '../src/index.ts';

const [, , options, uid] = process.argv;
if (uid !== undefined) {
  // Only now: the sources may lie where that user cannot read them.
  process.setgroups?.([]);
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
try {
  const server = await startLocalPostgres({ ...(JSON.parse(options ?? '{}') as LocalPostgresOptions), onlyAsLongAs: undefined, ...ownLife(options) });
  process.stdout.write(`${JSON.stringify({ url: server.url('postgres'), port: server.port, dataFolder: server.dataFolder })}\n`);
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
  process.exitCode = 1;
}

/** `"onlyAsLongAs": 0` means this process. */
function ownLife(text = '{}'): { onlyAsLongAs?: number } {
  return (JSON.parse(text) as LocalPostgresOptions).onlyAsLongAs === 0 ? { onlyAsLongAs: process.pid } : {};
}
