import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { signWebhook, WebhookSecretError } from './sign-webhook.ts';

const secretOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
const message = { id: 'msg', timestamp: 1_790_000_000, body: '{}' };

describe('signWebhook', () => {
  it('signs as the library of the standard does, whatever the body', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), fc.string({ unit: 'binary' }), fc.nat(4_000_000_000), (key, body, timestamp) => {
      const secret = secretOf(key);
      expect(signWebhook([secret], { id: 'msg_1', timestamp, body })).toBe(new Webhook(secret).sign('msg_1', new Date(timestamp * 1_000), body));
    }));
  });

  it('signs once with each secret', () => {
    const [first, second] = [secretOf(randomBytes(24)), secretOf(randomBytes(64))];
    expect(signWebhook([first, second], message)).toBe(`${signWebhook([first], message)} ${signWebhook([second], message)}`);
  });

  it.each([
    ['no prefix', randomBytes(32).toString('base64')],
    ['another prefix', `whpk_${randomBytes(32).toString('base64')}`],
    ['no base64', `whsec_${'ü'.repeat(40)}`],
    ['too few bytes', secretOf(randomBytes(23))],
    ['too many bytes', secretOf(randomBytes(65))],
    ['nothing', 'whsec_'],
  ])('refuses a secret with %s, and does not say what it is', (_, secret) => {
    expect(() => signWebhook([secret], message)).toThrow(WebhookSecretError);
    expect(() => signWebhook([secret], message)).not.toThrow(secret.slice(6) || 'never');
  });
});
