import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '@syncline/bench-kit';
import type { Events } from './events.ts';
import type { Sender } from './sender.ts';

export interface SentEvents {
  /** When each event was to be sent, by its id, on the machine's monotonic clock. */
  readonly dueAt: ReadonlyMap<string, number>;
  readonly accepted: readonly string[];
}

/**
 * Sends events at a fixed rate, whatever comes back and however slowly. Latency counts from the instant at which an event
 * was to be sent: were it counted from the real one, a standstill that delays the sender too would not show.
 */
export async function sendAtRate(sender: Sender, events: Events, { rate, forMs }: { readonly rate: number; readonly forMs: number }): Promise<SentEvents> {
  const dueAt = new Map<string, number>();
  const answers: Promise<string>[] = [];
  const begin = monotonicMs();
  for (let index = 0; index < (rate * forMs) / 1_000; index += 1) {
    const due = begin + (index * 1_000) / rate;
    const early = due - monotonicMs();
    if (early > 0) await delay(early);
    const { id, body } = events.next();
    dueAt.set(id, Math.min(due, monotonicMs()));
    const answer = sender.publish(body);
    // Thrown at the end, with the others.
    answer.catch(() => undefined);
    answers.push(answer);
  }
  return { dueAt, accepted: await Promise.all(answers) };
}
