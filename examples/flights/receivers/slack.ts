import { createInbox, type Inbox } from './inbox.ts';
import {
  type Listening,
  listenOnLoopback,
  parseJson,
  type ReceivedRequest,
  type Reply,
} from './loopback-http.ts';

/** SlackMessage is one accepted chat.postMessage or chat.update call. */
interface SlackMessage {
  readonly method: 'chat.postMessage' | 'chat.update';
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** The message's own time stamp, which is also its id. */
  readonly ts: string;
  /** The message that this one replies to; empty for a message of its own. */
  readonly threadTs: string;
}

/** SlackReceiver answers like Slack's Web API. */
export interface SlackReceiver extends Listening {
  /** For `slackApiUrl` of @slack/web-api. */
  readonly url: string;
  readonly inbox: Inbox<SlackMessage>;
}

const METHODS = ['chat.postMessage', 'chat.update'] as const;

/** startSlack takes messages as form or JSON; like Slack, it answers a refused call with 200 and ok: false. */
export async function startSlack(token: string): Promise<SlackReceiver> {
  const inbox = createInbox<SlackMessage>();
  const known = new Set<string>();
  const refuse = (error: string): Reply => ({ status: 200, body: { ok: false, error } });
  const listening = await listenOnLoopback((request) => {
    const method = METHODS.find((name) => request.path === `/api/${name}`);
    if (request.method !== 'POST' || !method) return refuse('unknown_method');
    const call = readCall(request);
    if (!call) return refuse('invalid_arguments');
    const bearer = request.headers.authorization ?? `Bearer ${call.token ?? ''}`;
    if (bearer !== `Bearer ${token}`) return refuse('invalid_auth');
    const { channel = '', text = '', thread_ts: threadTs = '' } = call;
    const blocks = parseBlocks(call.blocks);
    if (!channel) return refuse('channel_not_found');
    if (!blocks) return refuse('invalid_blocks');
    if (!text && blocks.length === 0) return refuse('no_text');
    if (method === 'chat.update' && !known.has(call.ts ?? '')) return refuse('message_not_found');
    const ts = method === 'chat.update' ? call.ts! : `1000000000.${String(inbox.total + 1).padStart(6, '0')}`;
    known.add(ts);
    inbox.add({ method, channel, text, blocks, ts, threadTs });
    return { status: 200, body: { ok: true, channel, ts, message: { text, ts } } };
  });
  return { ...listening, url: `http://127.0.0.1:${listening.port}/api/`, inbox };
}

function readCall(request: ReceivedRequest): Record<string, string> | null {
  if (request.headers['content-type']?.startsWith('application/json')) {
    const call = parseJson(request.body);
    if (!call) return null;
    return Object.fromEntries(
      Object.entries(call).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
  }
  return Object.fromEntries(new URLSearchParams(request.body));
}

function parseBlocks(text: string | undefined): readonly unknown[] | null {
  if (!text) return [];
  const blocks: unknown = parseJson(text);
  return Array.isArray(blocks) && blocks.length <= 50 ? blocks : null;
}
