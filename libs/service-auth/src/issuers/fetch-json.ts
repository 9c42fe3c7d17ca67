import { Agent, request } from 'undici';

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 256 * 1024;

/**
 * Reads a small JSON document. Bounded in time and size, and a redirect is a failure: the address is the trust anchor,
 * and nobody but the configuration may move it.
 */
export async function fetchJson(url: string): Promise<unknown> {
  const agent = new Agent({ connect: { timeout: TIMEOUT_MS }, maxResponseSize: MOST_BYTES, pipelining: 0 });
  try {
    const { statusCode, body } = await request(url, { dispatcher: agent, headers: { accept: 'application/json' }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (statusCode !== 200) {
      await body.dump();
      throw new Error(`${url} answered ${statusCode}`);
    }
    return await body.json();
  } finally {
    await agent.destroy();
  }
}
