import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alert } from '@syncline/contract';
import { Webhook } from 'standardwebhooks';

/** What a receiver learns from a webhook whose signature it has checked. */
export interface ReceivedWebhook {
  readonly id: string;
  readonly timestamp: number;
  /** Of the try, as signed. */
  readonly body: string;
  readonly payload: { readonly type: string; readonly timestamp: string; readonly data: Alert };
  readonly headers: Record<string, string>;
}

export interface WebhookReply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** Answered only when this resolves. */
  readonly after?: Promise<unknown>;
}

/**
 * A receiver as somebody else would write it: it checks the signature over the raw body with the library of Standard
 * Webhooks and recognises repeats by their id. What is not signed by its secret counts as forged.
 */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  forged = 0;
  /** What a call is answered; a test sets it. */
  answer: (webhook: ReceivedWebhook) => WebhookReply = () => ({ status: 204 });
  readonly #server: Server;
  readonly #verifier: Webhook;
  #port = 0;

  private constructor(secret: string) {
    this.#verifier = new Webhook(secret);
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const webhook = this.#read(Buffer.concat(chunks).toString('utf8'), request.headers as Record<string, string>);
        const { status, headers, after } = webhook === null ? { status: 401 } : this.answer(webhook);
        void Promise.resolve(after).then(() => response.writeHead(status, headers).end());
      });
    });
  }

  static async start(secret: string): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(secret);
    await receiver.up();
    return receiver;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `${this.origin}/hooks/syncline`;
  }

  /** What it has acted on: each id once. */
  get ids(): string[] {
    return [...new Set(this.received.map(({ id }) => id))];
  }

  /** The types it heard about an alert, repeats included, in the order of arrival. */
  typesOf(alertId: string): string[] {
    return this.received.filter(({ payload }) => payload.data.id === alertId).map(({ payload }) => payload.type);
  }

  /** Listens, on the same port as before if it was up once. */
  async up(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #read(body: string, headers: Record<string, string>): ReceivedWebhook | null {
    try {
      const payload = this.#verifier.verify(body, headers) as ReceivedWebhook['payload'];
      const webhook = { id: headers['webhook-id'] ?? '', timestamp: Number(headers['webhook-timestamp']), body, payload, headers };
      this.received.push(webhook);
      return webhook;
    } catch {
      this.forged += 1;
      return null;
    }
  }
}
