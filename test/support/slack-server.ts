import { parse } from 'node:querystring';
import {
  type Complain,
  type LoopbackReceiver,
  type ReceivedRequest,
  startReceiver,
} from './loopback-receiver.ts';

/** SlackCall is one call that was read. */
interface SlackCall {
  readonly method: string;
  readonly channel: string;
  readonly text: string;
  readonly threadTs: string;
  readonly ts: string;
  readonly blocks: readonly Block[];
  /** All texts of the blocks, one per line. */
  readonly blockText: string;
}

/** SlackServer behaves like chat.postMessage and chat.update of Slack's Web API. */
export interface SlackServer extends LoopbackReceiver {
  readonly apiUrl: string;
  calls(): readonly SlackCall[];
}

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly fields?: readonly { readonly text: string }[];
}

const CHANNEL_ID = 'C0123456789';

function fieldsOf({ headers, body }: ReceivedRequest): Record<string, unknown> {
  if (String(headers['content-type']).startsWith('application/json')) return JSON.parse(body);
  const form: Record<string, unknown> = { ...parse(body) };
  for (const key of ['blocks', 'metadata'])
    if (typeof form[key] === 'string') form[key] = JSON.parse(form[key] as string);
  return form;
}

function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => [block.text?.text ?? '', ...(block.fields ?? []).map(({ text }) => text)]);
}

/** Mentions and links are the only use of angle brackets; anything else came from a name that was not escaped. */
function checkMarkup(text: string, complain: Complain): void {
  for (const [tag] of text.matchAll(/<[^>]*>?/g))
    if (!/^<https?:\/\/[^|<>\s]+\|[^<>|]+>$/.test(tag)) complain(`markup ${tag}`);
  if (/&(?!amp;|lt;|gt;)/.test(text)) complain('an unescaped &');
}

function checkBlock(block: Block, complain: Complain): void {
  const text = block.text?.text ?? '';
  if (block.type === 'header') {
    if (block.text?.type !== 'plain_text') complain('a header is plain_text');
    if (text.length < 1 || text.length > 150) complain(`header of ${text.length} characters`);
  } else if (block.type === 'section') {
    if (block.text && (text.length < 1 || text.length > 3000))
      complain(`section of ${text.length} characters`);
    if ((block.fields?.length ?? 0) > 10) complain('more than 10 fields');
    if (block.text?.type === 'mrkdwn') checkMarkup(text, complain);
  } else complain(`block type ${block.type}`);
}

function checkCall(method: string, fields: Record<string, unknown>, complain: Complain): void {
  const blocks = (fields.blocks ?? []) as readonly Block[];
  if (typeof fields.text !== 'string' || fields.text === '') complain('the fallback text is missing');
  else checkMarkup(fields.text, complain);
  if (blocks.length < 1 || blocks.length > 50) complain(`${blocks.length} blocks`);
  for (const block of blocks) checkBlock(block, complain);
  if (method === 'chat.update' && fields.channel !== CHANNEL_ID) complain('chat.update needs the channel id');
}

/** startSlackServer accepts one bot token; timestamps count up, so the n-th message is 1700000000.00000n. */
export async function startSlackServer(token: string): Promise<SlackServer> {
  const posted = new Set<string>();
  const calls: SlackCall[] = [];
  const receiver = await startReceiver((request, complain) => {
    const method = request.path.replace('/api/', '');
    if (request.headers.authorization !== `Bearer ${token}`) complain('the bearer token is wrong');
    if (method !== 'chat.postMessage' && method !== 'chat.update') {
      complain('an unknown method');
      return { status: 200, body: { ok: false, error: 'unknown_method' } };
    }
    const fields = fieldsOf(request);
    checkCall(method, fields, complain);
    const threadTs = String(fields.thread_ts ?? '');
    if (threadTs !== '' && !posted.has(threadTs)) complain('a reply to no message');
    let ts = String(fields.ts ?? '');
    if (method === 'chat.postMessage') {
      ts = `1700000000.${String(posted.size + 1).padStart(6, '0')}`;
      posted.add(ts);
    } else if (!posted.has(ts)) complain('an update of no message');
    const blocks = (fields.blocks ?? []) as readonly Block[];
    const text = String(fields.text);
    const blockText = textsOf(blocks).join('\n');
    calls.push({ method, channel: String(fields.channel), text, threadTs, ts, blocks, blockText });
    return { status: 200, body: { ok: true, channel: CHANNEL_ID, ts, message: { text, blocks } } };
  });
  return { ...receiver, apiUrl: `${receiver.url}/api/`, calls: () => calls };
}
