/** The headers that decide how a part is served. */
export interface PartHeaders {
  readonly range?: string | undefined;
  readonly ifRange?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
}

/** How a part is served. Ends are inclusive, as on the wire. */
export type PartAnswer =
  | { readonly status: 200 }
  | { readonly status: 206; readonly start: number; readonly end: number }
  | { readonly status: 304 }
  | { readonly status: 416 };

/**
 * Decides by RFC 9110, sections 13 and 14. The entity tag is strong, because the bytes never change under it.
 * @param etag of the stored bytes, with its quotes
 * @param size their length
 */
export function answerPart({ range, ifRange, ifNoneMatch }: PartHeaders, etag: string, size: number): PartAnswer {
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag)) return { status: 304 };
  if (range === undefined) return { status: 200 };
  // If-Range with a date, a weak tag or another tag: the reader's first bytes may be of something else, so it gets all.
  if (ifRange !== undefined && ifRange.trim() !== etag) return { status: 200 };
  return answerRange(range, size);
}

const ONE_RANGE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i;

/** A malformed range is ignored, and so are several at once: a server may always answer with the whole. */
function answerRange(range: string, size: number): PartAnswer {
  const [, first = '', last = ''] = ONE_RANGE.exec(range) ?? [];
  if (first === '' && last === '') return { status: 200 };
  if (first === '') return within(size - Math.min(Number(last), size), size - 1, size);
  if (last !== '' && Number(last) < Number(first)) return { status: 200 };
  return within(Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1), size);
}

const within = (start: number, end: number, size: number): PartAnswer => (start < size ? { status: 206, start, end } : { status: 416 });

/** If-None-Match compares weakly. */
const matches = (header: string, etag: string): boolean =>
  header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
