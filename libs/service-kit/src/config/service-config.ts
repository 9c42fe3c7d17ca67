import type { AuthSetting, ServiceName } from '@syncline/contract';
import type { ApiKey, TrustedIssuer } from '@syncline/service-auth';

/** What every service is told, read once at the start and never changed. */
export interface BaseConfig {
  /** Which of the three it is. */
  readonly service: ServiceName;
  /** What it is called among the others: the service's name, unless a second one is deployed beside it. */
  readonly name: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Where others reach this service, without a slash at the end. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly migrateAtStart: boolean;
  /** Name of this process among those of its service. */
  readonly nodeId: string;
  /** The commit that was built, if the build said so. */
  readonly commit: string | null;
  readonly serviceKeyFile: string;
  readonly retiredKeyFiles: readonly string[];
  readonly issuer: string;
  readonly trustedIssuers: readonly TrustedIssuer[];
  readonly apiKeys: readonly ApiKey[];
  readonly outbound: {
    readonly allowedOrigins: readonly string[];
    readonly callbackAuth: AuthSetting;
    readonly secretsFolder?: string | undefined;
  };
  /** Reads `SYNCLINE_SECRET_…` when a secret is used, so that none stands in the configuration itself. */
  readonly secretVariable: (name: string) => string | undefined;
  readonly log: { readonly format: 'json' | 'pretty'; readonly level: string };
}

/** The base, and beside it the file and the environment as the service's own schemas read them. */
export interface ServiceConfig<File, Env> extends BaseConfig {
  readonly file: File;
  readonly env: Env;
  /** An absolute path; relative ones in the configuration file count from its folder. */
  readonly resolvePath: (path: string) => string;
}
