/** What a helper process can be asked for: by name, one argument, one answer. */
export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** A question to a helper, and its answer. Both travel over Node's own channel between parent and child. */
export interface Question {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

export type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** What a helper tells without being asked: this many more of something. */
export interface Tidings {
  readonly count: number;
}

export type Said = Answer | Tidings;
