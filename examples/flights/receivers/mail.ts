import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { createInbox, type Inbox } from './inbox.ts';
import type { Listening } from './loopback-http.ts';

/** Mail is one message as the server took it. */
interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it stands in the header, encoded words included. */
  readonly subject: string;
  /** The whole message, headers first. */
  readonly source: string;
}

/** MailReceiver is an SMTP server that delivers to an inbox. */
export interface MailReceiver extends Listening {
  readonly inbox: Inbox<Mail>;
}

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** startMail takes mail on a free port of loopback, without TLS and without a login. */
export async function startMail(): Promise<MailReceiver> {
  const inbox = createInbox<Mail>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: MAX_MESSAGE_BYTES,
    disableReverseLookup: true,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          done(Object.assign(new Error('Message exceeds the size limit'), { responseCode: 552 }));
          return;
        }
        const source = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        inbox.add({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          subject: subjectOf(source),
          source,
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  // A client that hangs up is no reason to stop; without a listener it would end the process.
  server.on('error', () => {});
  return {
    port: (server.server.address() as AddressInfo).port,
    inbox,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function subjectOf(source: string): string {
  const unfolded = source.split('\r\n\r\n', 1)[0]!.replaceAll(/\r\n[ \t]+/g, ' ');
  return /^subject: (.*)$/im.exec(unfolded)?.[1]?.trim() ?? '';
}
