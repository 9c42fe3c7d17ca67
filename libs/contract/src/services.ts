/** The three services; the name of each is also its audience, its subject and its client id in tokens. */
export const SERVICES = ['scheduling-platform', 'data-provider', 'data-consumer'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Everything of ours that needs a token lies under this path. */
export const API_PREFIX = '/api/v1';
