import { BusinessDate, resolveJsonPointer, stableJson, type CloudEvent, type MessageTrigger } from '@syncline/contract';
import { expectedKey } from '../../alerts/domain/alert-keys.ts';

/** A trigger that may hear an event, and what it fires: a task or a group, as it stands now. */
export interface Listener {
  readonly owner: { readonly kind: 'TASK' | 'GROUP'; readonly name: string };
  readonly version: number;
  readonly isPaused: boolean;
  readonly trigger: MessageTrigger;
}

export interface Firing extends Omit<Listener, 'trigger'> {
  readonly businessDate: string | null;
  /** Keys of the triggers that expect this event by a certain time, and would alert somebody if it did not come. */
  readonly expected: readonly string[];
}

export type WhatFires =
  | { readonly kind: 'fires'; readonly firings: readonly Firing[] }
  /** A trigger that needs a business date did not find one: the whole event is refused. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/**
 * What an event fires, and for which business date. A task or group fires at most once for an event and business date,
 * however many of its triggers match.
 */
export function whatFires(event: CloudEvent, listeners: readonly Listener[]): WhatFires {
  const firings = new Map<string, Firing>();
  for (const { trigger, ...listener } of listeners) {
    if (!matches(event, trigger)) continue;
    const businessDate = trigger.businessDate === null ? null : resolveJsonPointer(event, trigger.businessDate);
    if (businessDate !== null && !isBusinessDate(businessDate)) return { kind: 'unreadable', detail: unreadable(listener, trigger.businessDate ?? '') };
    const key = `${listener.owner.kind} ${listener.owner.name} ${businessDate ?? ''}`;
    const expected = new Set(firings.get(key)?.expected);
    if (trigger.expectedBy !== null) expected.add(expectedKey(listener.owner, trigger, businessDate));
    firings.set(key, { ...listener, businessDate, expected: [...expected] });
  }
  return { kind: 'fires', firings: [...firings.values()] };
}

/** `type` must equal; `source`, `subject` and every filter must equal where given. */
export function matches(event: CloudEvent, trigger: MessageTrigger): boolean {
  return (
    event.type === trigger.type &&
    (trigger.source === null || trigger.source === event.source) &&
    (trigger.subject === null || trigger.subject === event.subject) &&
    Object.entries(trigger.filter).every(([pointer, value]) => equalJson(resolveJsonPointer(event, pointer), value))
  );
}

const unreadable = ({ owner: { kind, name } }: Pick<Listener, 'owner'>, pointer: string): string =>
  `${kind === 'TASK' ? 'Task' : 'Group'} ${name} needs a business date at ${pointer}, and there is none.`;

const equalJson = (found: unknown, wanted: unknown): boolean => found !== undefined && stableJson(found) === stableJson(wanted);

const isBusinessDate = (value: unknown): value is string => BusinessDate.safeParse(value).success;
