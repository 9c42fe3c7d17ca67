import type { BaseFile } from '@syncline/service-kit';
import type { z } from 'zod';
import type { AlertSettings } from './alert.settings.ts';
import { emailKey } from './channels/email-channel.ts';
import { webhookKey } from './channels/webhook-channel.ts';

/**
 * What one section of the configuration file alone cannot say: a webhook goes only where the service may call, and no
 * channel is there twice, for it would be told once.
 */
export const channelProblems: z.core.CheckFn<BaseFile & { alerts: AlertSettings }> = ({ value: { alerts, outbound }, issues }) => {
  const complain = (message: string, ...path: PropertyKey[]): void => void issues.push({ code: 'custom', input: undefined, message, path: ['alerts', ...path] });
  alerts.webhooks.forEach(({ url }, index) => {
    const { origin, username, password } = new URL(url);
    if (username !== '' || password !== '') complain('must not carry a user name or password', 'webhooks', index, 'url');
    else if (!outbound.allowedOrigins.includes(origin)) complain(`the origin ${origin} is not among outbound.allowedOrigins`, 'webhooks', index, 'url');
  });
  repeated(alerts.webhooks.map(webhookKey)).forEach((index) => complain('is there twice', 'webhooks', index, 'url'));
  repeated(alerts.emails.map(emailKey)).forEach((index) => complain('is there twice: same server, sender and recipients', 'emails', index));
};

const repeated = (keys: readonly string[]): number[] => keys.flatMap((key, index) => (keys.indexOf(key) < index ? [index] : []));
