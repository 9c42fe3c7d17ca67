import { readInstallation, urlOf, urlsOf, workspaceRoot } from './installation.config.ts';

describe('readInstallation', () => {
  it('has the ports of the design and a folder in the checkout unless told', () => {
    const installation = readInstallation({});
    expect(installation).toEqual({
      home: `${workspaceRoot}.syncline`,
      ports: { 'scheduling-platform': 4100, 'data-provider': 4200, 'data-provider-2': 4201, 'data-consumer': 4300 },
      postgresPort: 4400,
      assignments: [],
    });
    expect(urlOf(installation, 'data-provider')).toBe('http://localhost:4200');
    expect(urlsOf(installation)).toMatchObject({ 'data-provider-2': 'http://localhost:4201', 'data-consumer': 'http://localhost:4300' });
  });

  it('keeps what was set as assignments, for commands that are printed', () => {
    expect(readInstallation({ SYNCLINE_HOME: '/data/s', DATA_CONSUMER_PORT: '5300', POSTGRES_PORT: '' }).assignments).toEqual(['SYNCLINE_HOME=/data/s', 'DATA_CONSUMER_PORT=5300']);
  });

  it.each(['0', '65536', '-1', '41 00', '0x10', 'http'])('names the variable that holds %p', (text) => {
    expect(() => readInstallation({ DATA_PROVIDER_PORT: text })).toThrow(`DATA_PROVIDER_PORT is "${text}"; a port is a whole number from 1 to 65535`);
  });

  it('lists every problem at once', () => {
    expect(() => readInstallation({ DATA_PROVIDER_PORT: 'x', POSTGRES_PORT: '4100' })).toThrow(/DATA_PROVIDER_PORT[\s\S]*POSTGRES_PORT and SCHEDULING_PLATFORM_PORT are both 4100/);
  });
});
