import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  /** As it came over the wire. */
  readonly raw: string;
  readonly recipients: readonly string[];
  /** The value of a header, unfolded; null if it is not there. */
  header(name: string): string | null;
  /** The text, decoded. */
  readonly text: string;
}

export interface MailServerOptions {
  /** Whether it offers STARTTLS, with a certificate that nobody trusts. */
  readonly offersTls: boolean;
  /** Whom it takes mail from; undefined: from everybody. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A real SMTP server that keeps what it accepts. */
export class MailServer {
  readonly mails: ReceivedMail[] = [];
  /** Called when a mail was received whole; what it throws, the sender is told in place of an OK. */
  onMail: (mail: ReceivedMail) => void = () => undefined;
  readonly #options: MailServerOptions;
  readonly logins: string[] = [];
  #server: SMTPServer;
  #port = 0;

  private constructor(options: MailServerOptions) {
    this.#options = options;
    this.#server = this.#create();
  }

  static async start(options: Partial<MailServerOptions> = {}): Promise<MailServer> {
    const server = new MailServer({ offersTls: false, ...options });
    await server.up();
    return server;
  }

  get port(): number {
    return this.#port;
  }

  async up(): Promise<void> {
    this.#server = this.#create();
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** It complains at each start that the key of its own certificate is known to all: that is what the test wants. */
  #create(): SMTPServer {
    const { error } = console;
    console.error = () => undefined;
    try {
      return this.#build();
    } finally {
      console.error = error;
    }
  }

  #build(): SMTPServer {
    const { offersTls, login } = this.#options;
    return new SMTPServer({
      disabledCommands: [...(offersTls ? [] : ['STARTTLS']), ...(login === undefined ? ['AUTH'] : [])],
      authOptional: login === undefined,
      allowInsecureAuth: true,
      closeTimeout: 100,
      onAuth: ({ username, password }, _session, answer) => {
        this.logins.push(`${username ?? ''}:${password ?? ''}`);
        if (username === login?.user && password === login?.password) answer(null, { user: username });
        else answer(new Error('Invalid login'));
      },
      onData: (stream, session, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const mail = readMail(Buffer.concat(chunks).toString('utf8'), session.envelope.rcptTo.map(({ address }) => address));
          try {
            this.onMail(mail);
          } catch (error) {
            answer(error as Error);
            return;
          }
          this.mails.push(mail);
          answer();
        });
      },
    });
  }
}

function readMail(raw: string, recipients: readonly string[]): ReceivedMail {
  const split = raw.indexOf('\r\n\r\n');
  const headers = raw.slice(0, split).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (name: string): string | null => {
    const line = headers.find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
    return line === undefined ? null : line.slice(name.length + 1).trim();
  };
  const body = raw.slice(split + 4);
  const encoding = header('Content-Transfer-Encoding')?.toLowerCase();
  const text = encoding === 'base64' ? Buffer.from(body, 'base64').toString('utf8') : encoding === 'quoted-printable' ? quotedPrintable(body) : body;
  return { raw, recipients, header, text: text.replaceAll('\r\n', '\n') };
}

const quotedPrintable = (text: string): string =>
  Buffer.from(text.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
