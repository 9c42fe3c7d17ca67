import { formatColumns } from '../console/table.ts';
import { titleOf } from '../definitions/kinds.ts';
import { type AppliedDefinition, isConflict } from './apply-plan.ts';
import type { PlannedDefinition } from './plan.ts';

const WORDS: Readonly<Record<AppliedDefinition['outcome'], string>> = {
  CREATED: 'created', CHANGED: 'changed', UNCHANGED: 'unchanged', FAILED: 'FAILED', NOT_TRIED: 'not tried',
};

/** One table at the end: what became of every definition. */
export const formatApplied = (applied: readonly AppliedDefinition[]): string =>
  table(applied.map(({ planned, outcome, version }) => ({ planned, word: WORDS[outcome], version: versions(planned.present?.version ?? null, version) })));

const PLANNED_WORDS: Readonly<Record<PlannedDefinition['action'], string>> = { CREATE: 'would be created', CHANGE: 'would change', NONE: 'unchanged' };

/** The same table of a dry run. */
export const formatPlanned = (plan: readonly PlannedDefinition[]): string =>
  table(plan.map((planned) => ({ planned, word: PLANNED_WORDS[planned.action], version: versions(planned.present?.version ?? null, null) })));

/** Why it went wrong, and what that leaves; empty where nothing did. */
export function explainFailures(applied: readonly AppliedDefinition[]): string[] {
  return applied.flatMap(({ planned, error }) => {
    if (error === null) return [];
    const title = titleOf(planned.document);
    const reason = isConflict(error) ? `somebody changed it since the diff was made from version ${planned.present?.version}; look at the new diff and apply again` : error.message;
    return [`${title} was not applied (${planned.document.file}:${planned.document.line}): ${reason}`];
  });
}

const table = (rows: readonly { planned: PlannedDefinition; word: string; version: string }[]): string =>
  formatColumns([['KIND', 'NAME', 'OUTCOME', 'VERSION', 'FILE'], ...rows.map(({ planned: { document }, word, version }) => [document.kind, document.body.name, word, version, `${document.file}:${document.line}`])]);

function versions(before: number | null, after: number | null): string {
  if (before === null) return after === null ? '-' : String(after);
  return after === null || after === before ? String(before) : `${before} → ${after}`;
}
