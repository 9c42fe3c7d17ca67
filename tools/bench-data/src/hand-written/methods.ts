/** What the process that gives out pages can be asked for. */
export type PageServerMethods = {
  /** @returns its origin */
  readonly start: (argument: { readonly url: string }) => Promise<string>;
};

/** What the process that takes and inserts them can be asked for. */
export type LoaderMethods = {
  /** @returns how long it took, in milliseconds */
  readonly load: (argument: { readonly url: string; readonly table: string; readonly origin: string; readonly rows: number }) => Promise<number>;
};

/** Rows of a page, and of an insert. */
export const PAGE_ROWS = 1_000;
