interface ProblemKind {
  /** HTTP status. */
  readonly status: number;
  readonly title: string;
  /** The last part of the problem's `type`: `/problems/<slug>`. */
  readonly slug: string;
}

/** code → [status, title]; the slug is the code in lower case with hyphens. */
const CODES = {
  VALIDATION_FAILED: [400, 'The request is malformed'],
  UNAUTHENTICATED: [401, 'A valid token is needed'],
  FORBIDDEN: [403, 'Not allowed'],
  INSUFFICIENT_SCOPE: [403, 'The token lacks a scope'],
  SOURCE_NOT_ALLOWED: [403, 'This issuer may not publish for this source'],
  NOT_THE_REPORTER: [403, 'Only the reporter of the task may report on its runs'],
  NOT_FOUND: [404, 'There is nothing here'],
  METHOD_NOT_ALLOWED: [405, 'The method is not offered here'],
  NOT_ACCEPTABLE: [406, 'No offered form is acceptable'],
  CONFLICT: [409, 'In conflict with the present state'],
  IN_USE: [409, 'Still in use'],
  IDEMPOTENCY_CONFLICT: [409, 'The idempotency key was used with another body'],
  MESSAGE_CONFLICT: [409, 'The event is known with another content'],
  ILLEGAL_TRANSITION: [409, 'The present state does not allow this'],
  SEQUENCE_CONFLICT: [409, 'The sequence was used with another report'],
  STALE_ATTEMPT: [409, 'A newer attempt is under way'],
  UNKNOWN_ATTEMPT: [409, 'There is no such attempt yet'],
  RECONCILIATION_MISMATCH: [409, 'What would be served is not what was sealed'],
  BUSINESS_DATE_OPEN: [409, 'The business date is not closed yet'],
  EXTRACT_NOT_SEALED: [409, 'The extract is not sealed yet'],
  EXTRACT_BUILDING: [409, 'A revision is being built'],
  GONE: [410, 'No longer kept'],
  PRECONDITION_FAILED: [412, 'Changed in the meantime'],
  PAYLOAD_TOO_LARGE: [413, 'The body is too large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'The media type is not understood'],
  RANGE_NOT_SATISFIABLE: [416, 'The range lies outside'],
  RULE_VIOLATED: [422, 'Refused by a rule'],
  ORIGIN_NOT_ALLOWED: [422, 'The origin is not allowed'],
  SECRET_REFERENCE_NOT_ALLOWED: [422, 'The secret reference is not allowed'],
  REPORTER_REQUIRED: [422, 'The task must name its reporter'],
  ISSUER_REQUIRED: [422, 'The file must name who signs its manifests'],
  UNKNOWN_TIME_ZONE: [422, 'There is no such time zone'],
  CRON_NEVER_FIRES: [422, 'The cron expression never fires'],
  UNKNOWN_CALENDAR: [422, 'There is no such calendar'],
  UNKNOWN_TASK: [422, 'There is no such task'],
  DUPLICATE_MEMBER: [422, 'A task stands in a group at most once'],
  BUSINESS_DATE_UNREADABLE: [422, 'The message has no business date where one is needed'],
  BUSINESS_DATE_REQUIRED: [422, 'A business date is needed'],
  INCONSISTENT_REPORT: [422, 'The report contradicts itself'],
  UNKNOWN_FILE: [422, 'There is no such file'],
  TOO_MANY_REQUESTS: [429, 'Too many requests'],
  INTERNAL_ERROR: [500, 'Something went wrong here'],
  SERVICE_UNAVAILABLE: [503, 'Not available at the moment'],
  PART_UNAVAILABLE: [503, 'The part is not readable at the moment'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof CODES;

export const PROBLEM_CODES = Object.keys(CODES) as [ProblemCode, ...ProblemCode[]];

/** Every problem that a service answers with (RFC 9457); the code decides status and title, the occasion only the detail. */
export const problemCatalogue = Object.fromEntries(
  PROBLEM_CODES.map((code): [ProblemCode, ProblemKind] => {
    const [status, title] = CODES[code];
    return [code, { status, title, slug: code.toLowerCase().replaceAll('_', '-') }];
  }),
) as Readonly<Record<ProblemCode, ProblemKind>>;
