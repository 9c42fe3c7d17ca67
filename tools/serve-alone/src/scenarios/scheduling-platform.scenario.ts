import { BUSINESS_DATE_CLOSED, MessageReceipt } from '@syncline/contract';
import { FIRST_DATE } from './sample.ts';
import type { Scenario } from './scenario.ts';

/** A task that fires on the provider's event and has the consumer stand-in as its target, which reports a proof. */
export const schedulingPlatformScenario: Scenario = {
  prepare: async () => ({}),
  play: async ({ stack, operator, say }) => {
    const { consumer } = stack.standIns;
    if (consumer === undefined) throw new Error('The platform needs a consumer stand-in.');
    await operator.call('PUT', '/api/v1/tasks/serve-alone', 'tasks:write', {
      name: 'serve-alone',
      target: { urls: [`${consumer.url}/api/v1/sync-jobs`], auth: { kind: 'service-jwt', audience: 'data-consumer', scope: 'syncs:run' } },
      triggers: [{ kind: 'message', type: BUSINESS_DATE_CLOSED, businessDate: '/data/businessDate' }],
      redispatchEvery: 'PT2S',
    });
    say('Task serve-alone is defined: it fires on a closed business date and dispatches to the consumer stand-in.');
    const answer = await operator.call('POST', '/api/v1/messages', 'messages:publish', closed(FIRST_DATE), 'application/cloudevents+json');
    const { duplicate } = MessageReceipt.parse(answer);
    say(duplicate ? `${FIRST_DATE} was announced as closed at an earlier start: nothing runs twice.` : `${FIRST_DATE} is announced as closed: a run is under way.`);
  },
  tries: [
    { what: 'the runs', method: 'GET', path: '/api/v1/runs', scope: 'runs:read' },
    { what: 'what led to them', method: 'GET', path: '/api/v1/occurrences', scope: 'runs:read' },
    { what: 'close another date', method: 'POST', path: '/api/v1/messages', scope: 'messages:publish', body: closed('2026-08-05'), contentType: 'application/cloudevents+json' },
    { what: 'run the task by hand', method: 'POST', path: '/api/v1/tasks/serve-alone/runs', scope: 'runs:write', body: { businessDate: '2026-08-06' } },
  ],
};

/** The id is the date: announced again at the next start, it is a duplicate. */
function closed(businessDate: string) {
  return {
    specversion: '1.0',
    id: `serve-alone-${businessDate}`,
    source: 'data-provider',
    type: BUSINESS_DATE_CLOSED,
    subject: businessDate,
    datacontenttype: 'application/json',
    data: { businessDate, closeNumber: 1, reason: 'CLOSE', datasets: [] },
  };
}
