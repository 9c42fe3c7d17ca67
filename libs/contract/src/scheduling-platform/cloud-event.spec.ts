import { CloudEvent } from './cloud-event.ts';

const event = { specversion: '1.0', id: '1', source: 'data-provider', type: 'io.syncline.business-date.closed' };

describe('CloudEvent', () => {
  it.each<[string, object]>([
    ['the required attributes alone', {}],
    ['all attributes', { subject: '2026-08-04', time: '2026-08-04T17:30:00+01:00', datacontenttype: 'application/json', dataschema: 'urn:x', data: { a: [1] } }],
    ['null as data', { data: null }],
    ['binary data', { data_base64: 'AAEC' }],
    ['extensions', { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', partition2: 7, urgent: true }],
  ])('accepts %s', (_what, change) => {
    const parsed = CloudEvent.safeParse({ ...event, ...change });
    expect(parsed.error).toBeUndefined();
    expect(parsed.data).toEqual({ ...event, ...change });
  });

  it.each<[string, object]>([
    ['no id', { id: undefined }],
    ['an empty id', { id: '' }],
    ['an id that is a number', { id: 7 }],
    ['no source', { source: undefined }],
    ['no type', { type: undefined }],
    ['no version', { specversion: undefined }],
    ['another version', { specversion: '0.3' }],
    ['a time that is none', { time: 'yesterday' }],
    ['a time without zone', { time: '2026-08-04T17:30:00' }],
    ['data twice', { data: {}, data_base64: 'AAEC' }],
    ['base64 that is none', { data_base64: '***' }],
    ['an extension with a capital', { traceParent: 'x' }],
    ['an extension with a hyphen', { 'trace-parent': 'x' }],
    ['an extension that is an object', { extra: {} }],
    ['an extension that is no 32 bit integer', { extra: 2 ** 31 }],
  ])('refuses %s', (_what, change) => expect(CloudEvent.safeParse({ ...event, ...change }).success).toBe(false));

  it.each([null, [], 'x', 1])('refuses %j', (value) => expect(CloudEvent.safeParse(value).success).toBe(false));
});
