/** The load generator, in a process of its own: publishes CloudEvents with a token, in a closed or an open loop. */
import { serveHelper } from '@syncline/bench-kit';
import { identityOf } from '../stack/identities.ts';
import { ClosedLoop } from './closed-loop.ts';
import { Events } from './events.ts';
import { sendAtRate } from './open-loop.ts';
import type { PublisherMethods } from './publisher-methods.ts';
import { Sender } from './sender.ts';

let sender: Sender | undefined;
let loop: ClosedLoop | undefined;
let events = new Events();

function theSender(): Sender {
  if (sender === undefined) throw new Error('The publisher was not started');
  return sender;
}

const methods: PublisherMethods = {
  start: async ({ keys, nodes }) => {
    await sender?.close();
    sender = new Sender(nodes, await identityOf('publisher', keys));
    loop = undefined;
    events = new Events();
  },
  beginClosedLoop: ({ open, forMs }) => {
    loop = new ClosedLoop(theSender(), events, open);
    loop.begin(forMs);
  },
  ended: (count) => loop?.ended(count),
  accepted: async () => (await loop?.accepted()) ?? [],
  sendAtRate: (options) => sendAtRate(theSender(), events, options),
};
serveHelper(methods);
