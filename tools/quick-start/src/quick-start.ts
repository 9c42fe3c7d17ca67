import { formatElapsed, InstallationError, NotInContract, readInstallation, Screen, ServiceRefused, ServiceUnreachable } from '@syncline/syncline-cli';
import type { Wishes } from './command-line.ts';
import { Narrator } from './console/narrator.ts';
import { Failure, Interrupted, messageOf } from './failure.ts';
import { Home } from './home/home.ts';
import { inheritedEnvironment } from './inherited.config.ts';
import type { HomeLock } from './preflight/home-lock.ts';
import { Stack } from './stack/stack.ts';
import { StopRequest } from './stop-request.ts';
import { runStory } from './story/story.ts';
import { takeHome } from './story/prepare.ts';

/*
 * From the start to the exit code. However the story ends (at its end, by a failure, by Ctrl-C, by a service that cannot
 * be kept up), the same thing follows: everything that was started is stopped, in order, and then the lock is let go.
 *
 * A second Ctrl-C skips the order: every process group is killed, the database is stopped as by a power cut. Should even
 * this program be killed, the pid files tell the next start what to stop.
 */
export async function quickStart(wishes: Wishes): Promise<number> {
  const startedAt = performance.now();
  let stack: Stack | null = null;
  const stop = new StopRequest((exitCode) => {
    void (stack?.killNow() ?? Promise.resolve()).finally(() => process.exit(exitCode));
  });
  let lose: (error: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  lost.catch(() => undefined);
  // An error that nobody waits for must not end this program before it has stopped what it started.
  process.on('uncaughtException', (error) => lose(error));
  const screen = new Screen(process.stdout, () => stop.request());
  const narrator = new Narrator(screen);
  stop.listen();
  process.once('exit', () => {
    stack?.killServicesNow();
    screen.restore();
  });

  let home: Home | null = null;
  let lock: HomeLock | null = null;
  let exitCode = 0;
  try {
    narrator.print(narrator.paint('bold', 'Syncline: data synchronised between systems, and proven'));
    narrator.print('');
    const installation = readInstallation();
    home = new Home(installation.home);
    lock = takeHome(home);
    stack = new Stack(installation, home, inheritedEnvironment(), {
      warn: (sentence) => narrator.warn(sentence),
      good: (sentence) => narrator.good(sentence),
      lost: (failure) => lose(failure),
    });
    const story = runStory({ wishes, installation, home, stack, narrator, screen, signal: stop.signal });
    story.catch(() => undefined); // when something else has decided, it may still fail, and has nothing to say
    await Promise.race([story, lost, stop.requested]);
    if (!wishes.once) await Promise.race([lost, stop.requested.catch(() => undefined)]);
    narrator.end();
  } catch (error) {
    narrator.end();
    exitCode = tell(error, home, screen, stop);
  }
  await stopEverything(stack, new Narrator(screen), exitCode, performance.now() - startedAt);
  lock?.release();
  return exitCode;
}

/** Says once what went wrong, and answers the exit code. */
function tell(error: unknown, home: Home | null, screen: Screen, stop: StopRequest): number {
  if (error instanceof Interrupted || stop.signal.aborted) return stop.exitCode;
  const lines = [`  ${screen.paint('red', '✘')} ${messageOf(error)}`];
  const log = logOf(error, home);
  if (log !== null) lines.push(`    More in ${log}`);
  if (!isExpected(error)) lines.push(screen.paint('dim', error instanceof Error ? (error.stack ?? '') : ''));
  process.stderr.write(`\n${lines.join('\n')}\n`);
  return 1;
}

const saidByService = (error: unknown): error is ServiceRefused | ServiceUnreachable | NotInContract =>
  error instanceof ServiceRefused || error instanceof ServiceUnreachable || error instanceof NotInContract;

/** Anything else is a fault of this program, and comes with its stack. */
const isExpected = (error: unknown): boolean => error instanceof Failure || error instanceof InstallationError || saidByService(error);

function logOf(error: unknown, home: Home | null): string | null {
  if (error instanceof Failure) return error.log;
  return saidByService(error) && home !== null ? home.log(error.service) : null;
}

async function stopEverything(stack: Stack | null, narrator: Narrator, exitCode: number, ms: number): Promise<void> {
  if (stack === null) return;
  narrator.print('');
  try {
    await narrator.step('stopping everything', () => stack.stop(), () => (exitCode > 1 ? 'everything is stopped; the next start carries on from here' : 'everything is stopped'));
  } catch (error) {
    narrator.bad(`stopping in order failed (${messageOf(error)}), so everything was killed`);
    await stack.killNow();
  }
  narrator.print(narrator.paint('dim', `  ${formatElapsed(ms)} in all`));
}
