import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

const QUERY = 'Q';
const PARSE = 'P';

/**
 * A network between a service and PostgreSQL that loses the answer to a COMMIT: the server gets the message and commits, and
 * the connection is gone before the service hears of it.
 */
export class PostgresProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #isWanted: (statements: readonly string[]) => boolean = () => false;
  #times = 0;
  #cuts = 0;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
  }

  /** @param databaseUrl where the server is; TLS is not spoken */
  static async start(databaseUrl: string): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server, new URL(databaseUrl));
    server.on('connection', (client) => proxy.#pass(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The same database, by way of this proxy. */
  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }

  /** How many answers were lost so far. */
  get cuts(): number {
    return this.#cuts;
  }

  /** Loses the answer to so many commits of transactions whose statements are those wanted. */
  loseCommits(isWanted: (statements: readonly string[]) => boolean, times: number): void {
    this.#isWanted = isWanted;
    this.#times = times;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(client: Socket): void {
    const server = connect(Number(this.#target.port || 5432), this.#target.hostname);
    let statements: string[] = [];
    let isLost = false;
    const read = messageReader((kind, text) => {
      if (text === 'BEGIN') statements = [];
      else statements.push(text);
      if (kind !== QUERY || text !== 'COMMIT' || this.#times === 0 || !this.#isWanted(statements)) return;
      this.#times -= 1;
      isLost = true;
    });
    client.on('data', (bytes) => {
      read(bytes);
      if (!server.write(bytes)) { client.pause(); server.once('drain', () => client.resume()); }
    });
    server.on('data', (bytes) => {
      if (isLost) {
        this.#cuts += 1;
        client.destroy();
        server.destroy();
      } else if (!client.write(bytes)) { server.pause(); client.once('drain', () => server.resume()); }
    });
    for (const [socket, other] of [[client, server], [server, client]] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => { this.#sockets.delete(socket); other.destroy(); });
    }
  }
}

/** Tells the texts of queries among the messages of a client; everything else is passed over. */
function messageReader(onQuery: (kind: string, text: string) => void): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0);
  let toSkip = 0;
  let isStarted = false;
  return (bytes) => {
    pending = toSkip >= bytes.length ? Buffer.alloc(0) : Buffer.concat([pending, bytes.subarray(toSkip)]);
    toSkip = Math.max(0, toSkip - bytes.length);
    // The first message has no letter.
    for (let head = isStarted ? 5 : 4; pending.length >= head; head = 5) {
      const length = pending.readUInt32BE(head - 4) + head - 4;
      const kind = isStarted ? String.fromCharCode(pending[0] ?? 0) : '';
      isStarted = true;
      const isQuery = kind === QUERY || kind === PARSE;
      if (isQuery && pending.length < length) return;
      if (isQuery) onQuery(kind, textOf(kind, pending.subarray(head, length)));
      toSkip = Math.max(0, length - pending.length);
      pending = pending.subarray(Math.min(length, pending.length));
    }
  };
}

/** A query is its text; a parse message begins with the name of the statement. */
function textOf(kind: string, body: Buffer): string {
  const [first = '', second = ''] = body.toString('utf8').split('\0');
  return kind === QUERY ? first : second;
}
