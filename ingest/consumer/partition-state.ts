import { afterRange, type LogRange } from './log-range.ts';

/** PartitionState is where a partition stands between reading and having landed. */
export type PartitionState =
  /** Entries gather; nothing is being written. */
  | { readonly phase: 'gathering' }
  /** A range that a commit names gathers again, exactly. */
  | { readonly phase: 'rebuilding'; readonly range: LogRange }
  /** A commit is under way: it marks `next`, or says that nothing is being written. */
  | { readonly phase: 'committing'; readonly next: LogRange | null; readonly pieces: readonly LogRange[] }
  /** The insert of a marked range is under way; `pieces` follow it, cut from a range that was refused. */
  | { readonly phase: 'writing'; readonly range: LogRange; readonly pieces: readonly LogRange[] }
  /** The partition is leaving, and the insert under way may still land in time. */
  | { readonly phase: 'draining'; readonly range: LogRange; readonly pieces: readonly LogRange[] }
  /** The partition is leaving, and its last commit is under way. */
  | { readonly phase: 'leaving' }
  /** The partition belongs to somebody else. */
  | { readonly phase: 'void' };

/** PartitionEvent is what happens to a partition. */
export type PartitionEvent =
  /** Enough has gathered, or it has waited long enough. */
  | { readonly type: 'due'; readonly range: LogRange }
  /** Everything that is left of the range to rebuild is here; `pieces` follow it in the same entry. */
  | { readonly type: 'rebuilt'; readonly pieces: readonly LogRange[] }
  /** Nothing is left of the range to rebuild. */
  | { readonly type: 'vanished' }
  | { readonly type: 'committed' }
  | { readonly type: 'fenced' }
  /** The insert is durable; `due` is the next range when that is due by now. */
  | { readonly type: 'landed'; readonly due: LogRange | null }
  /** ClickHouse will never take the range as it is; these pieces take its place. */
  | { readonly type: 'refused'; readonly pieces: readonly [LogRange, ...LogRange[]] }
  | { readonly type: 'revoked' }
  /** The partition is leaving, and what is under way is not waited for any longer. */
  | { readonly type: 'abandoned' };

/** PartitionEffect is what is to be done about it. */
export type PartitionEffect =
  /** Commit `offset` as the next one to read, and the range that is written next. */
  | { readonly type: 'commit'; readonly offset: bigint; readonly range: LogRange | null }
  | { readonly type: 'write'; readonly range: LogRange }
  /** Drop what is buffered: the partition is over. */
  | { readonly type: 'release' };

/** Step is the state that follows an event, and what is to be done, in order. */
export interface Step {
  readonly state: PartitionState;
  readonly effects: readonly PartitionEffect[];
}

/** stepPartition is the exactly-once protocol of one partition; an event without meaning in a state changes nothing. */
export function stepPartition(state: PartitionState, event: PartitionEvent): Step {
  if (event.type === 'abandoned' && state.phase !== 'void') return over;
  switch (state.phase) {
    case 'gathering':
      if (event.type === 'due') return mark(event.range, []);
      break;
    case 'rebuilding':
      if (event.type === 'rebuilt') return write(state.range, event.pieces);
      if (event.type === 'vanished') return commitNext(afterRange(state.range), null, []);
      break;
    case 'committing':
      if (event.type === 'committed') return state.next ? write(state.next, state.pieces) : gather;
      if (event.type === 'revoked') return { state: { phase: 'leaving' }, effects: [] };
      break;
    case 'writing':
      if (event.type === 'landed') return afterLanding(state.range, state.pieces, event.due);
      if (event.type === 'refused') return mark(event.pieces[0], [...event.pieces.slice(1), ...state.pieces]);
      if (event.type === 'revoked') return { state: { ...state, phase: 'draining' }, effects: [] };
      break;
    case 'draining':
      if (event.type === 'landed') return leaveAfter(state.range, state.pieces);
      // The next owner finds the same range and meets the same refusal.
      return event.type === 'refused' ? over : { state, effects: [] };
    case 'leaving':
      if (event.type === 'committed' || event.type === 'fenced') return over;
      return { state, effects: [] };
    case 'void':
      return { state, effects: [] };
  }
  return event.type === 'revoked' || event.type === 'fenced' ? over : { state, effects: [] };
}

const gather: Step = { state: { phase: 'gathering' }, effects: [] };
const over: Step = { state: { phase: 'void' }, effects: [{ type: 'release' }] };

function write(range: LogRange, pieces: readonly LogRange[]): Step {
  return { state: { phase: 'writing', range, pieces }, effects: [{ type: 'write', range }] };
}

function mark(range: LogRange, pieces: readonly LogRange[]): Step {
  return commitNext(range.from, range, pieces);
}

function commitNext(offset: bigint, next: LogRange | null, pieces: readonly LogRange[]): Step {
  return {
    state: { phase: 'committing', next, pieces },
    effects: [{ type: 'commit', offset, range: next }],
  };
}

/** afterLanding spends one commit on two things: the landed range is over, and the next one is marked. */
function afterLanding(range: LogRange, pieces: readonly LogRange[], due: LogRange | null): Step {
  const [piece, ...others] = pieces;
  if (piece) return mark(piece, others);
  return due ? mark(due, []) : commitNext(afterRange(range), null, []);
}

/** leaveAfter marks the next piece only when it is cut from the same entry, because its offset does not tell it. */
function leaveAfter(range: LogRange, pieces: readonly LogRange[]): Step {
  const piece = pieces[0];
  const sameEntry = piece !== undefined && piece.from === range.from;
  const offset = sameEntry ? piece.from : afterRange(range);
  return {
    state: { phase: 'leaving' },
    effects: [{ type: 'commit', offset, range: sameEntry ? piece : null }],
  };
}
