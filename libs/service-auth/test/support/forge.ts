import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface Keys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export const ecKeys = (): Keys => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const rsaKeys = (): Keys => generateKeyPairSync('rsa', { modulusLength: 2048 });

type Signer = (input: string) => string;

export const es256 = ({ privateKey }: Keys): Signer => (input) => sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
export const rs256 = ({ privateKey }: Keys): Signer => (input) => sign('sha256', Buffer.from(input), privateKey).toString('base64url');
export const hs256 = (secret: string): Signer => (input) => createHmac('sha256', secret).update(input).digest('base64url');
export const unsigned: Signer = () => '';

/** A compact JWS made by hand, so that a test can make every mistake that a library would prevent. */
export function forge(header: object, claims: unknown, signer: Signer): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${signer(input)}`;
}
