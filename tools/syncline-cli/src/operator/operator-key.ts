import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

/** The issuer that every service of a quick start trusts: the person at the keyboard. */
export const OPERATOR_ISSUER = 'urn:syncline:operator';
export const OPERATOR_SUBJECT = 'operator';

/** A private key with the id that stands in the header of its tokens (the RFC 7638 thumbprint of its public half). */
export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly kid: string;
}

export class OperatorKeyMissing extends Error {
  override readonly name = 'OperatorKeyMissing';
  constructor(readonly path: string, cause: unknown) {
    super(`no operator key at ${path}; \`npm start\` makes it (SYNCLINE_HOME names another folder)`, { cause });
  }
}

export const operatorKeyFile = (home: string): string => join(home, 'keys', 'operator.pem');

export async function loadOperatorKey(home: string): Promise<SigningKey> {
  const path = operatorKeyFile(home);
  const pem = await readFile(path).catch((cause: unknown) => {
    throw new OperatorKeyMissing(path, cause);
  });
  const privateKey = createPrivateKey(pem);
  return { privateKey, kid: await calculateJwkThumbprint(await publicJwk(privateKey)) };
}

/** The public half as it stands in a JWKS. */
export async function publicJwk(privateKey: KeyObject): Promise<JWK> {
  const { kty, crv, x, y } = await exportJWK(privateKey);
  return { kty: kty ?? 'EC', crv: crv ?? 'P-256', x: x ?? '', y: y ?? '' };
}
