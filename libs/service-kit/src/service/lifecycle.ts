/** Where a process is in its life. Readiness asks it, so that a load balancer looks elsewhere before the server closes. */
export class Lifecycle {
  readonly startedAt: Date;
  #isStopping = false;

  constructor(startedAt: Date) {
    this.startedAt = startedAt;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  beginStop(): void {
    this.#isStopping = true;
  }
}
