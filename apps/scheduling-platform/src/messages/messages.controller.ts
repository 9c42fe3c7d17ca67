import { schedulingPlatformOperations as operations, type MessageReceipt } from '@syncline/contract';
import type { Caller } from '@syncline/service-auth';
import { CurrentCaller, Endpoint, parseJson } from '@syncline/service-kit';
import { Controller, Req } from '@nestjs/common';
import { toOccurrence } from '../occurrences/occurrence.read-model.ts';
import { readCloudEvents, type RequestHeaders } from './domain/read-cloud-events.ts';
import { MessageIntake } from './message-intake.ts';
import type { Receipt } from './message-request.ts';

/** A request whose body is still what came over the wire: in binary mode it may be anything. */
interface RawRequest {
  readonly headers: RequestHeaders;
  readonly body: unknown;
}

@Controller()
export class MessagesController {
  constructor(private readonly intake: MessageIntake) {}

  @Endpoint(operations.publishMessage)
  async publish(@Req() { headers, body }: RawRequest, @CurrentCaller() caller: Caller): Promise<MessageReceipt | MessageReceipt[]> {
    const { isBatch, events } = readCloudEvents(headers, Buffer.isBuffer(body) ? body : Buffer.alloc(0), parseJson);
    const receipts = (await this.intake.publish(events, caller)).map(toReceipt);
    const [first] = receipts;
    return isBatch || first === undefined ? receipts : first;
  }
}

const toReceipt = ({ messageId, duplicate, occurrences }: Receipt): MessageReceipt => ({ messageId, duplicate, occurrences: occurrences.map(toOccurrence) });
