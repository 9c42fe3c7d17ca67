/**
 * Cuts zstd bytes where a frame ends and another begins (RFC 8878, section 3.1).
 *
 * Several frames in a row are one text by the format, and Node's decompressor (24.21) reads them; but of a chunk in which a
 * frame ends it throws the rest away without a word. So it is given no such chunk. Only headers are looked at: magic number,
 * frame header, and three bytes of each block. What is no frame is passed on as it is, for the decompressor to complain of.
 */
const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const RLE = 1;

/** What comes next in a frame: so many bytes to be read, and then what they mean; or to be passed over. */
type Step =
  | { readonly read: number; readonly then: (bytes: Buffer) => Step }
  | { readonly skip: number; readonly then: () => Step };

/** Where a frame may end; no bytes are wanted before the next. */
const START: Step = { read: 4, then: magic };

function magic(bytes: Buffer): Step {
  const number = bytes.readUInt32LE();
  if (number === FRAME) return { read: 1, then: descriptor };
  if ((number & 0xfffffff0) >>> 0 === SKIPPABLE) return { read: 4, then: (size) => ({ skip: size.readUInt32LE(), then: () => START }) };
  return { skip: Infinity, then: () => START };
}

function descriptor([flags = 0]: Buffer): Step {
  const isSingleSegment = (flags & 0x20) !== 0;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
  const dictionaryId = [0, 1, 2, 4][flags & 3] ?? 0;
  const checksum = (flags & 4) === 0 ? 0 : 4;
  return { skip: (isSingleSegment ? 0 : 1) + dictionaryId + contentSize, then: () => block(checksum) };
}

function block(checksum: number): Step {
  return {
    read: 3,
    then: (header) => {
      const bits = header.readUIntLE(0, 3);
      const size = (bits >> 1 & 3) === RLE ? 1 : bits >> 3;
      return { skip: size, then: () => ((bits & 1) === 0 ? block(checksum) : { skip: checksum, then: () => START }) };
    },
  };
}

/** The same bytes; no chunk holds the end of one frame and the beginning of another. */
export async function* zstdFrames(stored: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let step: Step = START;
  let got: number[] = [];
  let skipped = 0;
  for await (const chunk of stored) {
    let start = 0;
    for (let at = 0; at < chunk.length;) {
      if ('skip' in step) {
        const skip = Math.min(step.skip - skipped, chunk.length - at);
        at += skip;
        skipped += skip;
      } else {
        got.push(chunk[at] ?? 0);
        at += 1;
      }
      for (let isDone = true; isDone;) {
        isDone = 'skip' in step ? skipped === step.skip : got.length === step.read;
        if (!isDone) break;
        step = 'skip' in step ? step.then() : step.then(Buffer.from(got));
        [got, skipped] = [[], 0];
        if (step !== START) continue;
        yield chunk.subarray(start, at);
        start = at;
      }
    }
    if (start < chunk.length) yield chunk.subarray(start);
  }
}
