import { BusinessDate, resolveJsonPointer, stableJson, type CloudEvent, type MessageTrigger } from '@syncline/contract';

/** A trigger of a task that may hear an event. */
export interface Listener {
  readonly task: string;
  readonly trigger: MessageTrigger;
}

export interface Firing {
  readonly task: string;
  readonly businessDate: string | null;
}

export type WhatFires =
  | { readonly kind: 'fires'; readonly firings: readonly Firing[] }
  /** A trigger that needs a business date did not find one: the whole event is refused. */
  | { readonly kind: 'unreadable'; readonly task: string; readonly pointer: string };

/**
 * Which tasks an event fires, and for which business date. A task fires at most once for an event and business date,
 * however many of its triggers match.
 */
export function whatFires(event: CloudEvent, listeners: readonly Listener[]): WhatFires {
  const firings = new Map<string, Firing>();
  for (const { task, trigger } of listeners) {
    if (!matches(event, trigger)) continue;
    const businessDate = trigger.businessDate === null ? null : resolveJsonPointer(event, trigger.businessDate);
    if (businessDate !== null && !isBusinessDate(businessDate)) return { kind: 'unreadable', task, pointer: trigger.businessDate ?? '' };
    firings.set(`${task} ${businessDate ?? ''}`, { task, businessDate });
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

const equalJson = (found: unknown, wanted: unknown): boolean => found !== undefined && stableJson(found) === stableJson(wanted);

const isBusinessDate = (value: unknown): value is string => BusinessDate.safeParse(value).success;
