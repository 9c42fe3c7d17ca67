import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { OPERATOR_ISSUER, OPERATOR_SUBJECT, type SigningKey } from './operator-key.ts';

/** The longest life of a token, in seconds (wire contract, section 1). */
export const MAX_TTL_SECONDS = 600;

export interface TokenRequest {
  /** The receiver's name, for example `scheduling-platform`. */
  readonly audience: string;
  /** Scopes separated by one space. */
  readonly scope: string;
  /** Life in seconds, 1 to {@link MAX_TTL_SECONDS}; default 600. */
  readonly ttlSeconds?: number;
}

export interface OperatorToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Signs an access token in the name of the operator. */
export async function issueOperatorToken(key: SigningKey, request: TokenRequest): Promise<OperatorToken> {
  // Read once: two readings may fall into two seconds, and the token would live one longer than is allowed.
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiresAt = issuedAt + (request.ttlSeconds ?? MAX_TTL_SECONDS);
  const token = await new SignJWT({ client_id: OPERATOR_SUBJECT, scope: request.scope })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
    .setIssuer(OPERATOR_ISSUER)
    .setSubject(OPERATOR_SUBJECT)
    .setAudience(request.audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .setJti(randomUUID())
    .sign(key.privateKey);
  return { token, expiresAt: new Date(expiresAt * 1000) };
}
