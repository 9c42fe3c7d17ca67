import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnreachable } from '../api/service-errors.ts';
import { CommandEnded } from '../commands/command-ended.ts';
import type { Output } from '../console/output.ts';
import { chooseProgressView } from '../console/progress/choose-progress-view.ts';
import type { LineHost, LineSink, ProgressView } from '../console/progress/progress-view.ts';
import { summarise } from '../console/format-runs.ts';
import { EXIT } from '../exit-codes.ts';
import type { Look } from './look.ts';
import { isOver, isSuccess, type Standing } from './standing.ts';

const LOOK_EVERY_MS = 400;
/** A platform that is being restarted is back by then. */
const PATIENCE_MS = 60_000;

/**
 * Follows runs to their end: live bars on a terminal, lines elsewhere, with `--json` a line for each change of a run.
 * Only looks: Ctrl-C ends the following, never the run.
 *
 * @throws CommandEnded unless everything that was followed succeeded
 */
export async function follow(look: Look, output: Output): Promise<void> {
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once('SIGINT', onInterrupt);
  const host = new OutputHost(output);
  const told = new Map<string, string>();
  let view: ProgressView | null = null;
  try {
    for (;;) {
      const standing = await patiently(look, host, stop.signal);
      tellChanges(standing, told, output);
      if (!output.isJson) (view ??= chooseProgressView(output.screen, host)).update(standing.progress);
      if (isOver(standing)) {
        view?.finish();
        view = null;
        end(standing, output);
        return;
      }
      await pause(stop.signal);
    }
  } finally {
    view?.finish();
    process.off('SIGINT', onInterrupt);
  }
}

function end(standing: Standing, output: Output): void {
  for (const one of standing.followed) output.text(summarise(one));
  if (!isSuccess(standing)) throw new CommandEnded(EXIT.unsuccessful);
}

function tellChanges({ followed }: Standing, told: Map<string, string>, output: Output): void {
  for (const one of followed) {
    const text = JSON.stringify(one);
    if (told.get(one.id) !== text) output.line(one);
    told.set(one.id, text);
  }
}

/** A platform that does not answer for a moment has not ended anything. */
async function patiently(look: Look, host: OutputHost, signal: AbortSignal): Promise<Standing> {
  const startedAt = performance.now();
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ServiceUnreachable) || performance.now() - startedAt > PATIENCE_MS) throw error;
      if (isFirst) host.note(`${error.message}; asking again`);
    }
    await pause(signal);
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) throw new CommandEnded(EXIT.interrupted, 'no longer following; what was followed goes on');
}

/** Prints beside the bars: above them on a terminal, plainly elsewhere. */
class OutputHost implements LineHost {
  private sink: LineSink | null = null;

  constructor(private readonly output: Output) {}

  print(line: string): void {
    if (this.sink !== null) this.sink(line);
    else this.output.text(line);
  }

  note(text: string): void {
    if (this.sink !== null) this.sink(text);
    else this.output.note(text);
  }

  yieldTo(sink: LineSink): () => void {
    this.sink = sink;
    return () => {
      this.sink = null;
    };
  }
}
