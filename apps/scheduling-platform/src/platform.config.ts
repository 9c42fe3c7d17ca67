import { Duration, durationToMs } from '@syncline/contract';
import { baseEnv, baseFile, loadConfig, type BaseConfig } from '@syncline/service-kit';
import type { z } from 'zod';
import { AlertSettings } from './alerts/alert.settings.ts';
import { channelProblems } from './alerts/channel-problems.ts';

/** Injection token of the configuration. */
export const PLATFORM_CONFIG = Symbol('PlatformConfig');

const Milliseconds = (fallback: string): z.ZodType<number> => Duration.prefault(fallback).transform(durationToMs);

const SHORTEST_RETENTION_MS = 32 * 86_400_000;

const env = baseEnv.extend({
  /** How long a claimed run is this node's own without renewal. */
  LEASE: Milliseconds('PT15S'),
  /** How often leases that ran out are looked for. */
  SWEEP: Milliseconds('PT5S'),
  /** How often due work is looked for without a nudge. */
  POLL: Milliseconds('PT1S'),
  /** How long what has ended is kept; longer than a repeat of a request is recognised, for it is answered with what it made. */
  RETENTION: Milliseconds('P400D').refine((ms) => ms >= SHORTEST_RETENTION_MS, 'must be at least P32D'),
});

/** Also where something else is wrong, so that all problems are told at once. */
const file = baseFile.extend({ alerts: AlertSettings.prefault({}) }).superRefine(channelProblems, { when: () => true });

export interface PlatformConfig extends BaseConfig {
  readonly timing: { readonly leaseMs: number; readonly sweepMs: number; readonly pollMs: number };
  readonly alerts: AlertSettings;
  readonly retentionMs: number;
}

/**
 * @param environment default: that of the process
 * @throws ConfigError with every problem found
 */
export function loadPlatformConfig(environment?: Readonly<Record<string, string | undefined>>): PlatformConfig {
  const config = loadConfig({ service: 'scheduling-platform', file, env }, environment);
  const { LEASE, SWEEP, POLL, RETENTION } = config.env;
  return Object.freeze({ ...config, timing: { leaseMs: LEASE, sweepMs: SWEEP, pollMs: POLL }, alerts: config.file.alerts, retentionMs: RETENTION });
}
