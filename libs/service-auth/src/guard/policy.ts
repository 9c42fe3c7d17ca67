/** Metadata key under which `@Endpoint` leaves the policy of a handler. A route without one is closed to everybody. */
export const POLICY_KEY = 'syncline:policy';
