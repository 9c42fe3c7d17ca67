import type { OperationSpec } from '@syncline/contract';
import type { ServiceClient } from '../api/service-client.ts';
import { ServiceRefused, ServiceUnreachable } from '../api/service-errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { kindTable } from '../definitions/kinds.ts';
import type { PlannedDefinition } from './plan.ts';

/** What became of one definition. */
export interface AppliedDefinition {
  readonly planned: PlannedDefinition;
  readonly outcome: 'CREATED' | 'CHANGED' | 'UNCHANGED' | 'FAILED' | 'NOT_TRIED';
  /** The version that stands now; null where there is none or it is not known. */
  readonly version: number | null;
  /** Why it failed. */
  readonly error: Error | null;
}

/**
 * Puts what differs, one definition after the other, each only if the version that its diff was made from still stands
 * (`If-Match`). After a failure nothing more is tried: what comes later may stand on what failed.
 */
export async function applyPlan(platform: ServiceClient, plan: readonly PlannedDefinition[]): Promise<AppliedDefinition[]> {
  const applied: AppliedDefinition[] = [];
  let hasFailed = false;
  for (const planned of plan) {
    const version = planned.present?.version ?? null;
    if (planned.action === 'NONE') applied.push({ planned, outcome: 'UNCHANGED', version, error: null });
    else if (hasFailed) applied.push({ planned, outcome: 'NOT_TRIED', version, error: null });
    else applied.push(await put(platform, planned));
    hasFailed ||= applied.at(-1)?.outcome === 'FAILED';
  }
  return applied;
}

async function put(platform: ServiceClient, planned: PlannedDefinition): Promise<AppliedDefinition> {
  const { document: { kind, body }, present } = planned;
  const headers: Record<string, string> = present === null ? {} : { 'if-match': `"${present.version}"` };
  try {
    const { status, body: resource } = await platform.exchange(kindTable[kind].put as OperationSpec, { params: { name: body.name }, body, headers });
    const { version } = resource as { version: number };
    // 200 where nothing was before: somebody else made it since the diff. It is changed now, and its version shows it.
    return { planned, outcome: status === 201 ? 'CREATED' : 'CHANGED', version, error: null };
  } catch (error) {
    return { planned, outcome: 'FAILED', version: present?.version ?? null, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** The exit code of an apply: partial if something was applied and something else was not, else that of the failure. */
export function exitCodeOf(applied: readonly AppliedDefinition[]): ExitCode {
  const failure = applied.find(({ outcome }) => outcome === 'FAILED')?.error ?? null;
  if (failure === null) return EXIT.ok;
  if (applied.some(({ outcome }) => outcome === 'CREATED' || outcome === 'CHANGED')) return EXIT.partial;
  if (isConflict(failure)) return EXIT.conflict;
  return failure instanceof ServiceUnreachable ? EXIT.unreachable : EXIT.refused;
}

/** Somebody else changed the definition since the diff was made. */
export const isConflict = (error: Error | null): boolean => error instanceof ServiceRefused && error.status === 412;
