import { Origin } from '@syncline/service-auth';
import { z } from 'zod';
import { EmailSettings, WebhookSettings } from './alert.settings.ts';
import { emailKey } from './channels/email-channel.ts';
import { webhookKey } from './channels/webhook-channel.ts';

/** What of the configuration file is looked at; each part may still be anything. */
const Seen = z.object({
  outbound: z.object({ allowedOrigins: z.array(Origin) }).catch({ allowedOrigins: [] }),
  alerts: z.object({ webhooks: z.array(z.unknown()).catch([]), emails: z.array(z.unknown()).catch([]) }),
});

/**
 * What one section of the configuration file alone cannot say: a webhook goes only where the service may call, and no
 * channel is there twice, for it would be told once. Also asked of a file in which something else is wrong, so that all
 * of it is said at once; channels that cannot be read are passed over, for they are complained about already.
 */
export function channelProblems(file: unknown, { addIssue }: Pick<z.core.$RefinementCtx, 'addIssue'>): void {
  const seen = Seen.safeParse(file);
  if (!seen.success) return;
  const { alerts, outbound } = seen.data;
  const complain = (message: string, ...path: PropertyKey[]): void => addIssue({ code: 'custom', message, path: ['alerts', ...path] });

  const webhooks = alerts.webhooks.map((webhook) => WebhookSettings.safeParse(webhook).data);
  webhooks.forEach((webhook, index) => {
    if (webhook === undefined) return;
    const { origin, username, password } = new URL(webhook.url);
    if (username !== '' || password !== '') complain('must not carry a user name or password', 'webhooks', index, 'url');
    else if (!outbound.allowedOrigins.includes(origin)) complain(`the origin ${origin} is not among outbound.allowedOrigins`, 'webhooks', index, 'url');
  });
  for (const index of repeated(webhooks.map((webhook) => webhook && webhookKey(webhook)))) complain('is there twice', 'webhooks', index, 'url');
  const emails = alerts.emails.map((email) => EmailSettings.safeParse(email).data);
  for (const index of repeated(emails.map((email) => email && emailKey(email)))) complain('is there twice: same server, sender and recipients', 'emails', index);
}

const repeated = (keys: readonly (string | undefined)[]): number[] => keys.flatMap((key, index) => (key !== undefined && keys.indexOf(key) < index ? [index] : []));
