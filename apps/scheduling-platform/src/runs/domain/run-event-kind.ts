/** What can be read in the story of a run. */
export type RunEventKind =
  | 'CREATED'
  | 'DISPATCH_ACCEPTED'
  | 'DISPATCH_NOT_TAKEN'
  | 'ANSWER_IGNORED'
  | 'REPORTED'
  | 'REPORT_REFUSED'
  | 'RETRIED'
  | 'RELEASED'
  | 'CANCELLED'
  | 'SKIPPED'
  | 'TARGET_REJECTED'
  | 'DEADLINE_EXCEEDED'
  | 'OVERDUE'
  | 'SILENT';
