import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** ReceivedMail is one message that the server took, decoded. */
interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header names in lower case; a header that occurs twice keeps both values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
  readonly html: string;
}

/** MailServer is a real SMTP server on a free port of loopback. */
export interface MailServer {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** Passwords that clients have sent. */
  readonly passwords: readonly string[];
  /** The next recipients are answered with these SMTP codes. */
  refuseNext(...codes: readonly number[]): void;
  close(): Promise<void>;
}

function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quoted(text.replaceAll('_', ' ')),
    );
}

function quoted(text: string): string {
  const bytes = text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function splitPart(source: string): { headers: Map<string, string[]>; body: string } {
  const end = source.indexOf('\r\n\r\n');
  const headers = new Map<string, string[]>();
  for (const line of source
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [name = '', ...rest] = line.split(':');
    const key = name.toLowerCase();
    headers.set(key, [...(headers.get(key) ?? []), decodeWords(rest.join(':').trim())]);
  }
  return { headers, body: source.slice(end + 4) };
}

function bodyOf({ headers, body }: ReturnType<typeof splitPart>): string {
  const encoding = headers.get('content-transfer-encoding')?.[0] ?? '7bit';
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? quoted(body) : body;
}

function read(source: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const whole = splitPart(source);
  const boundary = /boundary="?([^";]+)"?/.exec(whole.headers.get('content-type')?.[0] ?? '')?.[1];
  const parts = boundary ? whole.body.split(`--${boundary}`).slice(1, -1) : [];
  const decoded = parts.map((part) => splitPart(part.replace(/^\r\n/, '')));
  const of = (type: string) =>
    decoded.filter(({ headers }) => headers.get('content-type')?.[0]?.startsWith(type)).map(bodyOf)[0] ?? '';
  return { headers: whole.headers, text: of('text/plain'), html: of('text/html') };
}

/** startMailServer takes mail without TLS unless `options` say otherwise. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const passwords: string[] = [];
  const refusals: number[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    disableReverseLookup: true,
    ...options,
    onAuth({ password }, _session, done) {
      passwords.push(password ?? '');
      done(null, { user: 'someone' });
    },
    onRcptTo(_address, _session, done) {
      const code = refusals.shift();
      done(code === undefined ? null : Object.assign(new Error('not now'), { responseCode: code }));
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, ...read(Buffer.concat(chunks).toString('utf8')) });
        done();
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    passwords,
    refuseNext: (...codes) => {
      refusals.push(...codes);
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
