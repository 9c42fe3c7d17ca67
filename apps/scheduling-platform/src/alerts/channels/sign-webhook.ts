import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
/** Standard Webhooks asks for 24 to 64 bytes. */
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/** The secret cannot sign; says why, and not what it is. */
export class WebhookSecretError extends Error {
  override readonly name = 'WebhookSecretError';
}

/**
 * The header `webhook-signature` of Standard Webhooks: `v1,` and the HMAC-SHA256 over `id.timestamp.body`, one for each
 * secret, so that a receiver with either of them accepts it while a secret is rotated.
 *
 * @param secrets each `whsec_` and 24 to 64 bytes in base64
 * @param timestamp of this try, in seconds since 1970
 * @throws WebhookSecretError
 */
export const signWebhook = (secrets: readonly string[], { id, timestamp, body }: { id: string; timestamp: number; body: string }): string =>
  secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`).join(' ');

function keyOf(secret: string): Buffer {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret;
  if (!secret.startsWith(PREFIX) || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new WebhookSecretError(`A webhook secret is ${PREFIX} followed by base64.`);
  const key = Buffer.from(text, 'base64');
  if (key.length < FEWEST_BYTES || key.length > MOST_BYTES) throw new WebhookSecretError(`A webhook secret has ${FEWEST_BYTES} to ${MOST_BYTES} bytes; this one has ${key.length}.`);
  return key;
}
