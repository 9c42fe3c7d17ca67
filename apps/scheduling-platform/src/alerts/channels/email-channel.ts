import type { AlertKind } from '@syncline/contract';
import type { SecretStore } from '@syncline/service-auth';
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { EmailSettings } from '../alert.settings.ts';
import type { AlertMessage } from '../domain/alert-message.ts';
import { TRY_MS, type AlertChannel, type DeliveryOutcome } from './alert-channel.ts';
import { alertMail } from './alert-mail.ts';
import { describeError } from './describe-error.ts';

interface Ports {
  readonly secrets: SecretStore;
  readonly publicUrl: string;
}

/**
 * Alerts as e-mail. One connection a mail, so that a password is read when it is used and nothing stays open through the
 * quiet hours. A server that breaks off after it has taken the mail gets it again, under the same Message-ID.
 */
export class EmailChannel implements AlertChannel {
  readonly key: string;
  readonly kinds: readonly AlertKind[] | null;
  readonly #domain: string;

  constructor(
    private readonly settings: EmailSettings,
    private readonly ports: Ports,
  ) {
    this.key = emailKey(settings);
    this.kinds = settings.kinds ?? null;
    this.#domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
  }

  async deliver(message: AlertMessage, signal: AbortSignal): Promise<DeliveryOutcome> {
    try {
      await orAbort(this.#send(message), AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]));
      return { kind: 'delivered' };
    } catch (error) {
      return { kind: 'failed', error: describeError(error) };
    }
  }

  async #send(message: AlertMessage): Promise<void> {
    const { from, to, smtp } = this.settings;
    const { subject, text, messageId, inReplyTo } = alertMail(message, { publicUrl: this.ports.publicUrl, domain: this.#domain });
    const transport = createTransport({
      host: smtp.host,
      port: smtp.port,
      secure: smtp.secure,
      // A password never goes over a connection that anybody can read.
      requireTLS: smtp.auth !== undefined && !smtp.secure,
      ...(smtp.auth === undefined ? {} : { auth: { user: smtp.auth.user, pass: await this.ports.secrets.resolve(smtp.auth.password) } }),
      dnsTimeout: TRY_MS,
      connectionTimeout: TRY_MS,
      greetingTimeout: TRY_MS,
      socketTimeout: TRY_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    try {
      await transport.sendMail({
        from,
        to: [...to],
        subject,
        text,
        messageId,
        ...(inReplyTo === null ? {} : { inReplyTo, references: [inReplyTo] }),
        // RFC 3834: nobody's out-of-office note answers a machine.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    } finally {
      transport.close();
    }
  }
}

export const emailKey = ({ smtp, from, to }: Pick<EmailSettings, 'smtp' | 'from' | 'to'>): string => {
  const digest = createHash('sha256').update(JSON.stringify([smtp.port, from, [...to].sort()])).digest('hex').slice(0, 8);
  return `email:${smtp.host}:${digest}`;
};

/** The work's own end, or the abort's; work that is given up ends by its own time limits. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
