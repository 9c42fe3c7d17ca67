import { createHash } from 'node:crypto';
import type { AlertKind } from '@syncline/contract';
import { readBody, type HttpAnswer, type Outbound, type SecretStore } from '@syncline/service-auth';
import type { Clock } from '@syncline/service-kit';
import { readRetryAfter } from '../../dispatching/domain/read-answer.ts';
import type { WebhookSettings } from '../alert.settings.ts';
import type { AlertMessage } from '../domain/alert-message.ts';
import { TRY_MS, type AlertChannel, type DeliveryOutcome } from './alert-channel.ts';
import { describeError } from './describe-error.ts';
import { signWebhook } from './sign-webhook.ts';

/** How much of an answer is read, and for how long, so that its connection can be used again; none of it is looked at. */
const REST = { maxBytes: 64 * 1024, timeoutMs: 1_000 } as const;
const GONE = 410;

interface Ports {
  readonly outbound: Outbound;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

/**
 * Alerts as Standard Webhooks. The id and the body of a message are the same at every try, its timestamp is the try's
 * own; secrets are read when they are used, so a rotated one is taken up without a restart. Only a 2xx is a success: a
 * redirect is not followed, lest an alert and its signature go where nobody configured.
 */
export class WebhookChannel implements AlertChannel {
  readonly key: string;
  readonly kinds: readonly AlertKind[] | null;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly ports: Ports,
  ) {
    this.key = webhookKey(settings);
    this.kinds = settings.kinds ?? null;
  }

  async deliver({ id, word, at, alert }: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome> {
    const { outbound, secrets, clock } = this.ports;
    const body = JSON.stringify({ type: `alert.${word}`, timestamp: at, data: alert });
    const timestamp = Math.floor(clock.now().getTime() / 1_000);
    try {
      const keys = await Promise.all(this.settings.secret.map((reference) => secrets.resolve(reference)));
      const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signWebhook(keys, { id, timestamp, body }) };
      const answer = await outbound.request({ url: this.settings.url, method: 'POST', headers, body, timeoutMs: TRY_MS, signal });
      await readBody(answer.body, REST).catch(() => undefined);
      return this.#read(answer);
    } catch (error) {
      return { kind: 'failed', error: describeError(error) };
    }
  }

  #read({ status, headers }: HttpAnswer): DeliveryOutcome {
    if (status >= 200 && status < 300) return { kind: 'delivered' };
    if (status === GONE) return { kind: 'refused', error: 'The receiver answered 410 Gone.' };
    const retryAfter = headers['retry-after'];
    return { kind: 'failed', error: `The receiver answered ${status}.`, retryAfterMs: readRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, this.ports.clock.now()) };
  }
}

/** Host and a digest of the URL: its path may hold what only the receiver should know. */
export const webhookKey = ({ url }: Pick<WebhookSettings, 'url'>): string => `webhook:${new URL(url).host}:${createHash('sha256').update(new URL(url).href).digest('hex').slice(0, 8)}`;
