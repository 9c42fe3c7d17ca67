import { z } from 'zod';
import { HttpUrl } from './primitives/text.ts';
import { SERVICES } from './services.ts';

/**
 * Where a secret is found, never the secret itself. The schema takes any text: whether a reference is allowed is a
 * rule (422), and a secret pasted here by mistake must not come back in a validation message.
 */
const SecretReference = z.string().min(1).max(300);

const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, 'must be the name of an HTTP header');
const Visible = z.string().min(1).max(300);

/** How a service shows who it is when it calls out; stands beside the URL it is for, and is sent nowhere else. */
export const AuthSetting = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('service-jwt'), audience: Visible, scope: Visible }),
    z.strictObject({ kind: z.literal('oauth2-client-credentials'), tokenUrl: HttpUrl, clientId: Visible, clientSecret: SecretReference, scope: Visible }),
    z.strictObject({ kind: z.literal('api-key'), header: HeaderName, value: SecretReference }),
    z.strictObject({ kind: z.literal('basic'), username: Visible, password: SecretReference }),
    z.strictObject({ kind: z.literal('none') }),
  ])
  .meta({ id: 'AuthSetting' });
export type AuthSetting = z.output<typeof AuthSetting>;

/** Used for reports where nothing else is configured. */
export const DEFAULT_CALLBACK_AUTH: AuthSetting = { kind: 'service-jwt', audience: SERVICES[0], scope: 'runs:report' };

/** `env:SYNCLINE_SECRET_…` or `file:<name>` with a plain file name, so that no reference reaches anything else. */
export const isSecretReference = (text: string): boolean => /^(env:SYNCLINE_SECRET_[A-Z0-9_]+|file:(?!\.)[A-Za-z0-9._-]{1,200})$/.test(text);

/** The secret references that a setting holds, by field. */
export function secretReferencesOf(auth: AuthSetting): Record<string, string> {
  switch (auth.kind) {
    case 'oauth2-client-credentials':
      return { clientSecret: auth.clientSecret };
    case 'api-key':
      return { value: auth.value };
    case 'basic':
      return { password: auth.password };
    case 'service-jwt':
    case 'none':
      return {};
  }
}
