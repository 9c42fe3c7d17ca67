import { BUSINESS_DATE_CLOSED, type BusinessDateClosed, type CloudEvent } from '@syncline/contract';

/** What `io.syncline.business-date.closed` is made of. */
export interface ClosedEventParts {
  /** Kept for every receiver and every try, so that a receiver recognises a repeat. */
  readonly id: string;
  /** The service's name. */
  readonly source: string;
  readonly time: Date;
  readonly data: BusinessDateClosed;
}

/** The CloudEvent in structured form. */
export const closedEvent = ({ id, source, time, data }: ClosedEventParts): CloudEvent => ({
  specversion: '1.0', id, source, type: BUSINESS_DATE_CLOSED, subject: data.businessDate, time: time.toISOString(), datacontenttype: 'application/json', data,
});
