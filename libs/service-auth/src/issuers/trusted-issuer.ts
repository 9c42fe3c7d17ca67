import { durationToMs, Duration, Scope, SERVICES } from '@syncline/contract';
import { z } from 'zod';

/** Only asymmetric algorithms: with one of these a public key can never serve as a shared secret. */
export const SIGNATURE_ALGORITHMS = ['ES256', 'RS256', 'PS256'] as const;

/** An entry of `trustedIssuers` in the configuration file (wire contract, section 1, "Tokens"). */
export const TrustedIssuer = z
  .strictObject({
    /** Compared with `iss` exactly. */
    issuer: z.string().min(1).max(500),
    /** The service of ours that this issuer is, if it is one. */
    service: z.enum(SERVICES).optional(),
    jwksUri: z.url({ protocol: /^https?$/ }).optional(),
    jwksFile: z.string().min(1).optional(),
    /** The most that this issuer may grant. */
    scopes: z.array(Scope),
    /** CloudEvent sources that its callers may announce for; absent: any. */
    sources: z.array(z.string().min(1)).optional(),
    algorithms: z.array(z.enum(SIGNATURE_ALGORITHMS)).min(1).default(['ES256']),
    typ: z.array(z.string().min(1)).min(1).default(['at+jwt']),
    /** Longest life (`exp` - `iat`) of a token that is accepted. */
    maxLifetime: Duration.default('PT10M'),
  })
  .refine((entry) => (entry.jwksUri === undefined) !== (entry.jwksFile === undefined), 'needs either jwksUri or jwksFile')
  .transform(({ maxLifetime, ...entry }) => ({ ...entry, maxLifetimeMs: durationToMs(maxLifetime) }));
export type TrustedIssuer = z.output<typeof TrustedIssuer>;

export const TrustedIssuers = z
  .array(TrustedIssuer)
  .refine((entries) => new Set(entries.map((entry) => entry.issuer)).size === entries.length, 'must name each issuer once')
  .refine((entries) => {
    const services = entries.flatMap((entry) => entry.service ?? []);
    return new Set(services).size === services.length;
  }, 'must name each service once');
