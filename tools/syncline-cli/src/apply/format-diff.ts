import { jsonPointer } from '@syncline/contract';
import type { Colour } from '../console/screen.ts';
import type { Change } from './diff.ts';
import type { PlannedDefinition } from './plan.ts';

type Paint = (colour: Colour, text: string) => string;

/** What applying would do, definition by definition: a title, then a line a field; `+` comes, `-` goes, `~` changes. */
export function formatPlan(plan: readonly PlannedDefinition[], paint: Paint): string {
  return plan.filter(({ action }) => action !== 'NONE').flatMap((planned) => [titleOf(planned), ...planned.changes.flatMap(linesOf).map(([sign, text]) => paint(COLOURS[sign], `  ${sign} ${text}`)), '']).join('\n');
}

const COLOURS = { '+': 'green', '-': 'red', '~': 'yellow' } as const;
type Sign = keyof typeof COLOURS;

const titleOf = ({ document: { kind, body, file, line }, action, present }: PlannedDefinition): string =>
  `${kind} ${body.name}, ${action === 'CREATE' ? 'new' : `version ${present?.version} changes`}  (${file}:${line})`;

function linesOf(change: Change): [Sign, string][] {
  if (!('before' in change)) return leaves(change.pointer, change.after).map((text) => ['+', text]);
  if (!('after' in change)) return leaves(change.pointer, change.before).map((text) => ['-', text]);
  return [['~', `${change.pointer}  ${JSON.stringify(change.before)} → ${JSON.stringify(change.after)}`]];
}

/** A line a field of what came or went as a whole. Fields that are null are those that nobody set. */
function leaves(pointer: string, value: unknown): string[] {
  if (value === null) return [];
  if (typeof value !== 'object' || Object.keys(value).length === 0) return [`${pointer}  ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([name, member]) => leaves(pointer + jsonPointer([name]), member));
}
