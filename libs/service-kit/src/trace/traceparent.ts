import { randomHex } from './random-hex.ts';

/** The place of a piece of work in a trace (W3C Trace Context). */
export interface Trace {
  /** 32 lower-case hexadecimal digits, the same for everything one cause led to. */
  readonly traceId: string;
  /** 16 lower-case hexadecimal digits: this piece of work. */
  readonly spanId: string;
  /** Two hexadecimal digits, handed on as they came. */
  readonly flags: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The trace that a caller named, or undefined where the text is none; a malformed one is replaced, never repaired. */
export function parseTraceparent(text: string | undefined): Trace | undefined {
  const [, version, traceId, spanId, flags, rest] = TRACEPARENT.exec(text ?? '') ?? [];
  if (version === undefined || traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, flags };
}

/** A new piece of work: in the trace of the caller, or at the root of a trace of its own. */
export function beginSpan(parent: Trace | undefined): Trace {
  const spanId = randomHex(8);
  return parent === undefined ? { traceId: randomHex(16), spanId, flags: '01' } : { ...parent, spanId };
}

export const formatTraceparent = ({ traceId, spanId, flags }: Trace): string => `00-${traceId}-${spanId}-${flags}`;
