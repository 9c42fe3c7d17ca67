import { Duration, durationToMs } from '@syncline/contract';
import { baseEnv, baseFile, loadConfig, type BaseConfig } from '@syncline/service-kit';
import type { z } from 'zod';

/** Injection token of the configuration. */
export const PLATFORM_CONFIG = Symbol('PlatformConfig');

const Milliseconds = (fallback: string): z.ZodType<number> => Duration.prefault(fallback).transform(durationToMs);

const env = baseEnv.extend({
  /** How long a claimed run is this node's own without renewal. */
  LEASE: Milliseconds('PT15S'),
  /** How often leases that ran out are looked for. */
  SWEEP: Milliseconds('PT5S'),
  /** How often due work is looked for without a nudge. */
  POLL: Milliseconds('PT1S'),
});

export interface PlatformConfig extends BaseConfig {
  readonly timing: { readonly leaseMs: number; readonly sweepMs: number; readonly pollMs: number };
}

/** @throws ConfigError with every problem found */
export function loadPlatformConfig(): PlatformConfig {
  const config = loadConfig({ service: 'scheduling-platform', file: baseFile, env });
  return Object.freeze({ ...config, timing: { leaseMs: config.env.LEASE, sweepMs: config.env.SWEEP, pollMs: config.env.POLL } });
}
