import { AuthSetting, DEFAULT_CALLBACK_AUTH } from '@syncline/contract';
import { ApiKey, Origin, TrustedIssuers } from '@syncline/service-auth';
import { z } from 'zod';

/** What the configuration file (YAML) of every service may hold; a service extends it by its own sections. */
export const baseFile = z.strictObject({
  /**
   * What this service is called among the others: `sub` and `client_id` of its tokens, `aud` of those meant for it, `source`
   * of its events. Default: the service's own name; another one where a service is deployed a second time, over data of its own.
   */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens').optional(),
  /** `iss` of this service's tokens; default `urn:syncline:<name>`. */
  issuer: z.string().min(1).max(500).optional(),
  /** PEM files of keys that sign no more but whose signatures are still to be verified. */
  retiredKeyFiles: z.array(z.string().min(1)).default([]),
  trustedIssuers: TrustedIssuers.default([]),
  apiKeys: z.array(ApiKey).default([]),
  outbound: z
    .strictObject({
      allowedOrigins: z.array(Origin).default([]),
      callbackAuth: AuthSetting.default(DEFAULT_CALLBACK_AUTH),
      secretsFolder: z.string().min(1).optional(),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info') }).prefault({}),
});
export type BaseFile = z.output<typeof baseFile>;

const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const Port = z.string().regex(/^\d{1,5}$/, 'must be a port number').transform(Number).pipe(z.int().max(65_535));

/** The environment of every service; a service extends it by its own variables. An empty variable counts as absent. */
export const baseEnv = z.object({
  DATABASE_URL: z.string().regex(/^(postgres|postgresql|oracle):\/\/\S+$/, 'must be postgres://… or oracle://…'),
  SERVICE_KEY_FILE: z.string(),
  CONFIG_FILE: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: Port.optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  NODE_ID: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters').optional(),
  MIGRATE_AT_START: Flag.default(false),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  COMMIT: z.string().optional(),
});
export type BaseEnv = z.output<typeof baseEnv>;
