import {
  CalendarDefinition, schedulingPlatformOperations as operations, TaskDefinition, TaskGroupDefinition,
} from '@syncline/contract';

/** What a YAML document can define, in the order in which it must be applied: each kind names only those before it. */
export const KINDS = ['Calendar', 'Task', 'TaskGroup'] as const;
export type Kind = (typeof KINDS)[number];

export type Definition = CalendarDefinition | TaskDefinition | TaskGroupDefinition;

/** The schema of each kind's body, and the operations that read and put it. */
export const kindTable = {
  Calendar: { schema: CalendarDefinition, get: operations.getCalendar, put: operations.putCalendar },
  Task: { schema: TaskDefinition, get: operations.getTask, put: operations.putTask },
  TaskGroup: { schema: TaskGroupDefinition, get: operations.getTaskGroup, put: operations.putTaskGroup },
} as const;

export const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);

/** One definition as its file says it, with the defaults filled in. */
export interface DefinitionDocument {
  readonly kind: Kind;
  readonly body: Definition;
  /** As it was given on the command line or found below it. */
  readonly file: string;
  /** Where the document begins, from 1. */
  readonly line: number;
}

export const titleOf = ({ kind, body }: DefinitionDocument): string => `${kind} ${body.name}`;
