import { BUSINESS_DATE_CLOSED, schedulingPlatformOperations } from '@syncline/contract';
import { Identity, PlatformStandIn } from '../src/index.ts';

const event = { specversion: '1.0', id: '1', source: 'data-provider', type: BUSINESS_DATE_CLOSED, data: { businessDate: '2026-08-04' } };

let platform: PlatformStandIn;
let provider: Identity;

beforeAll(async () => {
  provider = await Identity.create('urn:syncline:data-provider', 'data-provider');
});

beforeEach(async () => {
  platform = await PlatformStandIn.start({ trusted: [{ issuer: provider.issuer, jwks: provider.jwks }] });
});

afterEach(() => platform.stop());

async function publish(body: unknown, headers: Record<string, string> = {}, token?: string): Promise<{ status: number; body: unknown }> {
  const authorization = `Bearer ${token ?? (await provider.token({ audience: 'scheduling-platform', scope: 'messages:publish' }))}`;
  const response = await fetch(`${platform.url}${schedulingPlatformOperations.publishMessage.path}`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/cloudevents+json', ...headers }, body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('messages', () => {
  it('recognises a duplicate, and a conflict', async () => {
    const first = await publish(event);
    expect(first).toMatchObject({ status: 202, body: { duplicate: false, occurrences: [] } });
    expect(await publish(event)).toEqual({ status: 202, body: { ...(first.body as object), duplicate: true } });
    expect(await publish({ ...event, data: {} })).toMatchObject({ status: 409, body: { code: 'MESSAGE_CONFLICT' } });
    expect(platform.messages).toEqual([event]);
  });

  it('takes the binary and the batched mode for the same event', async () => {
    await publish(event);
    const binary = { 'content-type': 'application/json', 'ce-specversion': '1.0', 'ce-id': '2', 'ce-source': 'data-provider', 'ce-type': BUSINESS_DATE_CLOSED };
    expect(await publish(event.data, binary)).toMatchObject({ status: 202 });
    expect(await publish([event, { ...event, id: '3' }], { 'content-type': 'application/cloudevents-batch+json' })).toMatchObject({ body: [{ duplicate: true }, { duplicate: false }] });
    expect(platform.messages.map(({ id, data }) => [id, data])).toEqual([['1', event.data], ['2', event.data], ['3', event.data]]);
  });

  it('refuses what is no event, and keeps it on record', async () => {
    expect(await publish({ ...event, id: '' })).toMatchObject({ status: 400, body: { code: 'VALIDATION_FAILED', errors: [{ pointer: '/id' }] } });
    expect(platform.messages).toEqual([]);
    expect(platform.record.refused).toHaveLength(1);
  });

  it.each<[string, Record<string, unknown>]>([
    ['expired', { exp: Math.floor(Date.now() / 1000) - 60 }],
    ['of another audience', { aud: 'data-consumer' }],
    ['of another issuer', { iss: 'urn:elsewhere' }],
    ['without a subject', { sub: undefined }],
  ])('refuses a token that is %s', async (_what, claims) => {
    const token = await provider.token({ audience: 'scheduling-platform', scope: 'messages:publish', claims });
    expect(await publish(event, {}, token)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
  });

  it('refuses a token signed by somebody else', async () => {
    const other = await Identity.create(provider.issuer, provider.name);
    expect(await publish(event, {}, await other.token({ audience: 'scheduling-platform', scope: 'messages:publish' }))).toMatchObject({ status: 401 });
  });
});
