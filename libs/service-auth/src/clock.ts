/** Where a service gets the time from, so that a test can set it. Instants that decide what is due come from the database instead. */
export interface Clock {
  now(): Date;
}
