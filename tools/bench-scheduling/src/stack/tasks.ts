import { EVENT_TYPE } from '../publisher/events.ts';

/** What every task of the benchmark has in common: proven by a report, asked once, as many at a time as there are. */
const base = (targetOrigin: string) => ({
  target: {
    urls: [`${targetOrigin}/jobs`],
    maxInFlight: 500,
    timeout: 'PT30S',
    auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' },
  },
  completion: 'RECONCILED',
  redispatchEvery: 'PT1H',
  overlap: 'ALLOW',
});

/** Fired by every event of the load generator. */
export const messageTask = (targetOrigin: string) => ({
  name: 'bench',
  ...base(targetOrigin),
  triggers: [{ kind: 'message', type: EVENT_TYPE, businessDate: '/data/businessDate' }],
});

/** One of many that are due in the same second of the day, in UTC. */
export const timedTask = (targetOrigin: string, number: number, dueAt: Date) => ({
  name: `burst-${number}`,
  ...base(targetOrigin),
  triggers: [{ kind: 'cron', expression: `${dueAt.getUTCSeconds()} ${dueAt.getUTCMinutes()} ${dueAt.getUTCHours()} * * *`, timeZone: 'UTC' }],
});
