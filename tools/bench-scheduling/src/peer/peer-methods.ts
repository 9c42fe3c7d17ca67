/** What the peer process can be asked for. */
export type PeerMethods = {
  /** Adds so many empty jobs, then works them off. @returns milliseconds from the start of the workers to the last job's end */
  readonly run: (options: { readonly databaseUrl: string; readonly jobs: number; readonly concurrency: number }) => Promise<number>;
};
