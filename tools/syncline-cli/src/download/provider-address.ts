import { INSTANCES, type Installation, type InstanceName, urlOf } from '../installation.config.ts';

/** A provider, and the name by which tokens are made for it. */
export interface ProviderAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly audience: InstanceName;
}

const isInstance = (text: string): text is InstanceName => INSTANCES.some((name) => name === text);

/** A provider by its name in this installation, or by its URL: then it is asked as `data-provider`. Null if it is neither. */
export function providerAddress(installation: Installation, text: string): ProviderAddress | null {
  if (isInstance(text)) return { url: urlOf(installation, text), audience: text };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '') return null;
  const own = INSTANCES.find((name) => urlOf(installation, name) === url.origin);
  return { url: url.href.replace(/\/+$/, '').replace(/\/api\/v1$/, ''), audience: own ?? 'data-provider' };
}
