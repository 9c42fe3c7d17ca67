import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What passed through, in order of arrival. `completed` is set once the whole answer reached the client. */
export interface Passage {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly completed: boolean;
}

/**
 * A network between two services that a test can watch and break: it passes HTTP on, keeps a record, holds answers back
 * until they are released, or is gone altogether (connections are closed at once).
 */
export class WatchedProxy {
  private readonly passages: { method: string; path: string; status: number | null; completed: boolean }[] = [];
  private readonly waiting = new Set<() => void>();
  private holds: (path: string) => boolean = () => false;
  private down = false;
  private cutAfter: (path: string) => number | null = () => null;

  private constructor(private readonly server: Server, private readonly target: URL) {}

  static async start(target: string): Promise<WatchedProxy> {
    const server = createServer();
    const proxy = new WatchedProxy(server, new URL(target));
    server.on('request', (incoming, outgoing) => proxy.pass(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get record(): readonly Passage[] {
    return this.passages;
  }

  /** From now on, answers to these paths wait for `release`. */
  hold(paths: (path: string) => boolean): void {
    this.holds = paths;
  }

  release(): void {
    this.holds = () => false;
    for (const go of this.waiting) go();
    this.waiting.clear();
  }

  /** From now on, an answer is cut off after so many of its bytes; null leaves it whole. */
  cutAnswers(after: (path: string) => number | null): void {
    this.cutAfter = after;
  }

  /** The network is cut: open connections break, new ones are closed at once. */
  cut(): void {
    this.down = true;
    this.server.closeAllConnections();
  }

  mend(): void {
    this.down = false;
  }

  async stop(): Promise<void> {
    this.release();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url ?? '/';
    const passage = { method: incoming.method ?? 'GET', path, status: null as number | null, completed: false };
    this.passages.push(passage);
    if (this.down) {
      incoming.socket.destroy();
      return;
    }
    const onward = forward(
      { host: this.target.hostname, port: this.target.port, method: incoming.method, path, headers: { ...incoming.headers, host: this.target.host } },
      (answer) => {
        passage.status = answer.statusCode ?? null;
        const send = () => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          const bytes = this.cutAfter(path);
          if (bytes === null) answer.pipe(outgoing);
          else sendOnly(bytes, answer, outgoing);
        };
        if (this.holds(path)) this.waiting.add(send);
        else send();
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('finish', () => { passage.completed = true; });
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}

/** The first bytes of an answer, and then the connection breaks, after they are on their way. An answer that is shorter is whole. */
function sendOnly(bytes: number, answer: IncomingMessage, outgoing: ServerResponse): void {
  let left = bytes;
  answer.on('data', (chunk: Buffer) => {
    if (left <= 0) return;
    const part = chunk.subarray(0, left);
    left -= part.length;
    outgoing.write(part, () => { if (left <= 0) outgoing.destroy(); });
  });
  answer.on('end', () => { if (left > 0) outgoing.end(); });
}
