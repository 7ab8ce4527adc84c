import type { KnownBlock } from '@slack/web-api';
import type { IncidentMessage } from '../../incident-message.ts';

// Slack's limits: header 150 characters, section text 3000.
const HEADER = 150;
const SECTION = 3000;

/** SlackMessage is a fallback text and its blocks. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** escapeSlack makes &, < and > plain text, so that no name becomes a mention or a link. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  // An entity or a surrogate pair is dropped whole.
  return `${text.slice(0, limit - 1).replace(/(&[a-z]{0,4}|[\ud800-\udbff])$/, '')}…`;
}

function section(lines: readonly string[]): KnownBlock[] {
  if (lines.length === 0) return [];
  return [
    { type: 'section', text: { type: 'mrkdwn', text: cut(lines.join('\n'), SECTION), verbatim: true } },
  ];
}

function facts(message: IncidentMessage): string[] {
  return [
    `*Version* ${escapeSlack(message.version === '' ? 'all' : message.version)}`,
    `*Since* ${message.since}`,
    `*Window* ${message.window}`,
    ...(message.monitors.length > 0 ? [`*Firing* ${escapeSlack(message.monitors.join(', '))}`] : []),
  ];
}

function link(message: IncidentMessage): string[] {
  if (message.url === null) return [];
  return [`<${escapeSlack(message.url).replaceAll('|', '%7C')}|Open the incident>`];
}

/** headMessage is the message that stands for the incident in the channel. */
export function headMessage(message: IncidentMessage): SlackMessage {
  const evidence = message.evidence.map((line) => `• ${escapeSlack(line)}`);
  return {
    text: cut(escapeSlack(message.title), SECTION),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: cut(message.title, HEADER), emoji: false } },
      ...section(facts(message)),
      ...section(evidence),
      ...section(message.changes.map(escapeSlack)),
      ...section(link(message)),
    ],
  };
}

/** replyMessage is an update in the thread of the head message. */
export function replyMessage(message: IncidentMessage): SlackMessage {
  return {
    text: cut(escapeSlack(message.title), SECTION),
    blocks: [
      ...section([`*${escapeSlack(message.title)}*`, ...message.changes.map(escapeSlack)]),
      ...(message.resolved ? [] : section(message.evidence.map((line) => `• ${escapeSlack(line)}`))),
    ],
  };
}
