import { AlertKind, Duration, durationToMs, isSecretReference } from '@syncline/contract';
import { z } from 'zod';

const SECRET_REF = 'must be env:SYNCLINE_SECRET_… or file:<name in the secrets folder>';
const SecretRef = z.string().refine(isSecretReference, SECRET_REF);
/** The alerts a channel hears of; all, unless given. */
const Kinds = z.array(AlertKind).min(1).optional();
/** An address and nothing else: no display name, no list, no line end. */
const Address = z.email().max(254);
const Milliseconds = (fallback: string) => Duration.prefault(fallback).transform(durationToMs);

export const WebhookSettings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  /** Where the signing secret (`whsec_…`) is kept; the new and the old one while it is rotated. */
  secret: z.union([SecretRef.transform((reference) => [reference]), z.array(SecretRef).min(1).max(2)], { error: `${SECRET_REF}, or a list of two while it is rotated` }),
  kinds: Kinds,
});
export type WebhookSettings = z.output<typeof WebhookSettings>;

export const EmailSettings = z.strictObject({
  smtp: z.strictObject({
    host: z.string().min(1).max(253),
    port: z.int().min(1).max(65_535),
    /** TLS from the first byte. Otherwise STARTTLS where the server offers it; always before a password is sent. */
    secure: z.boolean().default(false),
    auth: z.strictObject({ user: z.string().min(1).max(254), password: SecretRef }).optional(),
  }),
  from: Address,
  to: z.array(Address).min(1).max(50),
  kinds: Kinds,
});
export type EmailSettings = z.output<typeof EmailSettings>;

/** The section `alerts` of the configuration file. The log is always a channel. */
export const AlertSettings = z.strictObject({
  webhooks: z.array(WebhookSettings).max(20).default([]),
  emails: z.array(EmailSettings).max(20).default([]),
  /** How a channel that does not take an alert is tried again, and when it is given up. */
  retry: z
    .strictObject({ initial: Milliseconds('PT5S'), factor: z.number().min(1).max(10).default(2), max: Milliseconds('PT15M'), giveUpAfter: Milliseconds('P1D') })
    .prefault({})
    .transform(({ initial: initialMs, factor, max: maxMs, giveUpAfter: giveUpAfterMs }) => ({ initialMs, factor, maxMs, giveUpAfterMs })),
});
export type AlertSettings = z.output<typeof AlertSettings>;
