import { parseScopes } from '@syncline/contract';
import { z } from 'zod';
import type { Caller } from '../caller.ts';
import type { TrustedIssuer } from '../issuers/trusted-issuer.ts';
import { Unauthenticated } from '../unauthenticated.ts';

/** How far clocks may be apart, in seconds. */
const SKEW_S = 30;

const Text = z.string().min(1).max(1000);
const NumericDate = z.number().min(0);

const Claims = z
  .object({
    sub: Text.optional(),
    client_id: Text.optional(),
    aud: z.union([Text, z.array(Text).min(1)]),
    scope: z.string().default(''),
    iat: NumericDate,
    exp: NumericDate,
    nbf: NumericDate.optional(),
  })
  .refine((claims) => claims.sub !== undefined || claims.client_id !== undefined, 'sub or client_id is missing');

/**
 * What the signed claims are worth to this service: the rules of the wire contract that need no key.
 * @param nowMs the time, milliseconds since 1970
 * @throws Unauthenticated naming the first rule that is broken
 */
export function readClaims(payload: unknown, issuer: TrustedIssuer, audience: string, nowMs: number): Caller {
  const parsed = Claims.safeParse(payload);
  if (!parsed.success) throw new Unauthenticated(`The claims of the token are incomplete or malformed: ${parsed.error.issues.map((issue) => issue.path.join('.') || issue.message).join(', ')}.`);
  const claims = parsed.data;
  const now = nowMs / 1000;
  if (![claims.aud].flat().includes(audience)) throw new Unauthenticated(`The token is for another audience than "${audience}".`);
  if (claims.iat > now + SKEW_S) throw new Unauthenticated('The token was issued in the future.');
  if (claims.exp <= now - SKEW_S) throw new Unauthenticated('The token has expired.');
  if (claims.nbf !== undefined && claims.nbf > now + SKEW_S) throw new Unauthenticated('The token is not valid yet.');
  if ((claims.exp - claims.iat) * 1000 > issuer.maxLifetimeMs) throw new Unauthenticated('The token lives longer than its issuer is allowed.');
  return callerOf(claims, issuer);
}

function callerOf(claims: z.output<typeof Claims>, issuer: TrustedIssuer): Caller {
  const subject = claims.sub ?? claims.client_id ?? '';
  const asked = parseScopes(claims.scope);
  const granted = new Set(issuer.scopes.filter((scope) => asked.has(scope)));
  const caller = { issuer: issuer.issuer, subject, clientId: claims.client_id ?? subject, scopes: granted };
  return issuer.sources === undefined ? caller : { ...caller, sources: issuer.sources };
}
