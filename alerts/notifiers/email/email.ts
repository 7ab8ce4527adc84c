import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { PlumblineError } from '../../../domain/index.ts';
import type { AddressGuard } from '../../outbound/address-guard.ts';
import { type DeliveryOutcome, thrownOutcome } from '../../outcome.ts';
import type { IncidentDelivery, IncidentNotifier } from '../notifier.ts';
import type { EmailConfig } from './config.ts';
import { emailMessage } from './message.ts';

// Milliseconds. A relay that is slower than this is tried again later.
const TIMEOUTS = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  dnsTimeout: 5_000,
};

interface SmtpError {
  readonly responseCode?: number;
  readonly code?: string;
}

/** outcomeOf tells codes only: an SMTP answer may repeat what was sent. */
function outcomeOf(thrown: unknown): DeliveryOutcome {
  if (thrown instanceof PlumblineError) return thrownOutcome(thrown);
  const { responseCode, code } = (thrown ?? {}) as SmtpError;
  const reason = `The mail relay did not take the message (${[responseCode, code].filter(Boolean).join(' ') || 'no code'}).`;
  if (responseCode !== undefined && responseCode >= 500) return { outcome: 'refused', reason };
  return { outcome: 'retry', reason, retryAfterMs: null };
}

/** createEmailNotifier sends one mail per change; the mails of one incident form a thread. */
export function createEmailNotifier(config: EmailConfig, guard: AddressGuard): IncidentNotifier {
  async function transportFor() {
    // Dialling the checked address itself leaves no second look-up that could answer differently.
    const address = (await guard.resolve(config.host))[0]!.address;
    return createTransport({
      host: address,
      port: config.port,
      secure: config.secure,
      requireTLS: config.requireTls && !config.secure,
      // Plain SMTP is a choice of the configuration; TLS that fails to verify is never a fallback to it.
      ignoreTLS: !config.requireTls && !config.secure,
      ...(config.login
        ? { auth: { user: config.login.username, pass: config.login.password.reveal() } }
        : {}),
      tls: {
        ...(isIP(config.host) === 0 ? { servername: config.host } : {}),
        ...(config.ca === null ? {} : { ca: config.ca }),
      },
      disableFileAccess: true,
      disableUrlAccess: true,
      ...TIMEOUTS,
    });
  }

  async function send({ message, notification, earlier }: IncidentDelivery): Promise<DeliveryOutcome> {
    const transport = await transportFor();
    try {
      const { messageId, references, ...content } = emailMessage(message, notification, earlier, config);
      await transport.sendMail({
        from: config.from,
        to: [...config.to],
        ...content,
        messageId,
        ...(references.length > 0 ? { inReplyTo: references.at(-1)!, references: [...references] } : {}),
        date: new Date(message.at),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
      return { outcome: 'delivered', receipt: { message_id: messageId } };
    } finally {
      transport.close();
    }
  }

  return {
    name: config.name,
    kind: 'email',
    coalesces: true,
    async deliver(delivery) {
      try {
        return await send(delivery);
      } catch (thrown) {
        return outcomeOf(thrown);
      }
    },
  };
}
