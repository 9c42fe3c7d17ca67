import { AuthSetting, isSecretReference, secretReferencesOf } from './auth-setting.ts';

const client = { kind: 'oauth2-client-credentials', tokenUrl: 'https://idp.example/token', clientId: 'c', clientSecret: 'env:SYNCLINE_SECRET_X', scope: 's' };

describe('AuthSetting', () => {
  it.each([
    { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' },
    client,
    { kind: 'api-key', header: 'X-API-Key', value: 'file:provider-key' },
    { kind: 'basic', username: 'u', password: 'env:SYNCLINE_SECRET_P' },
    { kind: 'none' },
  ])('accepts $kind', (setting) => expect(AuthSetting.safeParse(setting).success).toBe(true));

  it.each([
    { kind: 'bearer' },
    { kind: 'none', token: 'x' },
    { kind: 'service-jwt', audience: 'data-consumer' },
    { kind: 'api-key', header: 'X Y', value: 'file:k' },
    { ...client, tokenUrl: 'not a url' },
  ])('refuses %j', (setting) => expect(AuthSetting.safeParse(setting).success).toBe(false));

  it('leaves a wrong reference to the rule (422), because its shape is fine', () => {
    expect(AuthSetting.safeParse({ ...client, clientSecret: 'hunter2' }).success).toBe(true);
  });

  it('names its references', () => expect(secretReferencesOf(AuthSetting.parse(client))).toEqual({ clientSecret: 'env:SYNCLINE_SECRET_X' }));
});

describe('isSecretReference', () => {
  it.each(['env:SYNCLINE_SECRET_A', 'file:provider-key', 'file:a.pem'])('allows %s', (text) => expect(isSecretReference(text)).toBe(true));
  it.each(['hunter2', 'env:PATH', 'env:SYNCLINE_SECRET_', 'env:DATABASE_URL', 'file:../x', 'file:/etc/passwd', 'file:.hidden', 'file:a/b', 'file:'])('refuses %s', (text) =>
    expect(isSecretReference(text)).toBe(false),
  );
});
