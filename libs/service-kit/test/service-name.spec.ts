import { ServiceIdentity } from '@syncline/service-auth';
import { startSample } from './support/sample-service.ts';
import type { Sample } from './support/sample-service.ts';

/** A service that is deployed a second time, over data of its own: whoever meets both tells them apart. */
describe('a service with a name of its own', () => {
  let second: Sample;
  beforeAll(async () => { second = await startSample({}, { file: { name: 'data-consumer-2' } }); });
  afterAll(() => second.close());

  const statusFor = async (audience: string): Promise<number> => {
    const token = await second.issuer.token({ audience, scope: 'files:read' });
    return (await second.request('/api/v1/things/a', { headers: { authorization: `Bearer ${token}` } })).status;
  };

  it('takes the tokens that are meant for it, and none for the first', async () => {
    expect(await statusFor('data-consumer-2')).toBe(200);
    expect(await statusFor('data-consumer')).toBe(401);
  });

  it('signs in that name', () => {
    const identity = second.app.get(ServiceIdentity);
    expect([identity.name, identity.issuer]).toEqual(['data-consumer-2', 'urn:syncline:data-consumer-2']);
  });
});
