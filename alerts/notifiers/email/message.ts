import type { Notification } from '../../../domain/index.ts';
import type { IncidentMessage } from '../../incident-message.ts';
import type { EmailConfig } from './config.ts';

/** EmailMessage is one mail, ready for the transport. */
export interface EmailMessage {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** Message ids of the earlier mails of the incident, oldest first. */
  readonly references: readonly string[];
}

/** escapeHtml makes a text safe as element content and attribute value. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** messageIdFor is the same on every attempt, so mail programs drop a repeat and thread the rest. */
function messageIdFor(notification: Notification, config: EmailConfig): string {
  return `<${notification.notificationId}@${config.from.split('@')[1]}>`;
}

function plain(message: IncidentMessage): string {
  return [
    message.title,
    '',
    ...message.changes,
    '',
    `Model: ${message.model}`,
    `Version: ${message.version === '' ? 'all' : message.version}`,
    `Since: ${message.since}`,
    `Window: ${message.window}`,
    ...(message.monitors.length > 0 ? [`Firing: ${message.monitors.join(', ')}`] : []),
    ...(message.evidence.length > 0
      ? ['', 'Worst findings:', ...message.evidence.map((line) => `- ${line}`)]
      : []),
    ...(message.url === null ? [] : ['', message.url]),
    '',
  ].join('\n');
}

function row(name: string, value: string): string {
  return `<tr><td style="padding-right:1em;color:#555">${name}</td><td>${escapeHtml(value)}</td></tr>`;
}

function html(message: IncidentMessage): string {
  const list = message.evidence.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  return [
    '<!doctype html><html><body style="font-family:sans-serif">',
    `<h2>${escapeHtml(message.title)}</h2>`,
    ...message.changes.map((line) => `<p>${escapeHtml(line)}</p>`),
    '<table>',
    row('Model', message.model),
    row('Version', message.version === '' ? 'all' : message.version),
    row('Since', message.since),
    row('Window', message.window),
    ...(message.monitors.length > 0 ? [row('Firing', message.monitors.join(', '))] : []),
    '</table>',
    ...(list === '' ? [] : [`<p>Worst findings:</p><ul>${list}</ul>`]),
    ...(message.url === null ? [] : [`<p><a href="${escapeHtml(message.url)}">Open the incident</a></p>`]),
    '</body></html>',
  ].join('\n');
}

/** emailMessage renders one notification; texts arrive as printable lines, so no header can be broken open. */
export function emailMessage(
  message: IncidentMessage,
  notification: Notification,
  earlier: readonly Notification[],
  config: EmailConfig,
): EmailMessage {
  return {
    subject: `[Plumbline] ${message.title}`,
    text: plain(message),
    html: html(message),
    messageId: messageIdFor(notification, config),
    references: earlier.map((row) => messageIdFor(row, config)),
  };
}
