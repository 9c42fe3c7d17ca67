import { statement } from '@syncline/database';

const redirect = `UPDATE runs SET last_url = :url, next_url = :url WHERE id = :id AND lease_token = :leaseToken`;

/** The instance that was chosen is passed over at the moment. Written before the call, so that a cancellation finds the right one. */
export const redirectDispatch = statement<{ id: string; leaseToken: string; url: string }>({ name: 'redirect-dispatch', postgres: redirect, oracle: redirect });
