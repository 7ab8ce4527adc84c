import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  PLAN_CHUNK,
  type PlannerState,
  planDueWindows,
  planMode,
} from '../../../../analyzers/monitors/planner.ts';
import type { Window, WindowSpec } from '../../../../domain/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2026, 0, 5);

const hourly: PlannerState = {
  spec: { every: 'duration', ms: HOUR },
  settle: 5 * MINUTE,
  maxWait: HOUR,
  maxCatchUp: 48,
  watermark: Number.POSITIVE_INFINITY,
  handledUntil: T0,
};

/** starts gives the windows of a plan as hours after T0. */
const starts = (windows: readonly { readonly window: Window }[]) =>
  windows.map(({ window }) => (window.start - T0) / HOUR);

interface Case {
  readonly name: string;
  readonly state?: Partial<PlannerState>;
  /** Minutes after T0. */
  readonly now: number;
  readonly due: readonly number[];
  readonly partial?: readonly boolean[];
  readonly skipped?: readonly [number, number];
  readonly next: number;
}

const at = (minutes: number) => T0 + minutes * MINUTE;

const CASES: readonly Case[] = [
  { name: 'nothing before the first end', now: 30, due: [], next: 0 },
  { name: 'nothing until lateness has passed', now: 64, due: [], next: 0 },
  { name: 'due at the very instant of end + lateness', now: 65, due: [0], partial: [false], next: 1 },
  { name: 'waits for the watermark', now: 100, state: { watermark: at(59) }, due: [], next: 0 },
  {
    name: 'a watermark at the end is enough',
    now: 65,
    state: { watermark: at(60) },
    due: [0],
    partial: [false],
    next: 1,
  },
  {
    name: 'partial once max_wait has passed too',
    now: 125,
    state: { watermark: at(59) },
    due: [0],
    partial: [true],
    next: 1,
  },
  {
    name: 'partial without any record',
    now: 125,
    state: { watermark: null },
    due: [0],
    partial: [true],
    next: 1,
  },
  {
    name: 'complete and partial windows side by side',
    now: 245,
    state: { watermark: at(70) },
    due: [0, 1, 2],
    partial: [false, true, true],
    next: 3,
  },
  {
    name: 'label delay is part of the wait',
    now: 65 + 1440,
    state: { settle: 5 * MINUTE + DAY },
    due: [0],
    partial: [false],
    next: 1,
  },
  { name: 'after downtime all windows in order', now: 65 + 5 * 60, due: [0, 1, 2, 3, 4, 5], next: 6 },
  {
    name: 'beyond the cap the oldest are skipped as one span',
    now: 65 + 9 * 60,
    state: { maxCatchUp: 3 },
    due: [7, 8, 9],
    skipped: [0, 7],
    next: 10,
  },
  {
    name: 'exactly the cap skips nothing',
    now: 65 + 2 * 60,
    state: { maxCatchUp: 3 },
    due: [0, 1, 2],
    next: 3,
  },
  {
    name: 'what was handled is not due again',
    now: 65 + 2 * 60,
    state: { handledUntil: at(120) },
    due: [2],
    next: 3,
  },
  {
    name: 'a clock that steps back makes nothing due',
    now: 0,
    state: { handledUntil: at(180) },
    due: [],
    next: 3,
  },
  {
    name: 'a clock far in the past makes nothing due',
    now: -1e7,
    state: { handledUntil: at(180), watermark: null },
    due: [],
    next: 3,
  },
  {
    name: 'replay: now is the watermark',
    now: 130,
    state: { watermark: at(130) },
    due: [0, 1],
    partial: [false, false],
    next: 2,
  },
  {
    name: 'replay: lateness is event time',
    now: 124,
    state: { watermark: at(124) },
    due: [0],
    partial: [false],
    next: 1,
  },
  {
    name: 'a start inside a window waits for the next whole one',
    now: 190,
    state: { handledUntil: at(10) },
    due: [1, 2],
    next: 3,
  },
];

describe('planDueWindows', () => {
  for (const { name, state, now, due, partial, skipped, next } of CASES) {
    it(name, () => {
      const plan = planDueWindows({ ...hourly, ...state }, at(now));
      assert.deepEqual(starts(plan.due), due);
      if (partial)
        assert.deepEqual(
          plan.due.map((item) => item.partial),
          partial,
        );
      const span = skipped ? { start: T0 + skipped[0] * HOUR, end: T0 + skipped[1] * HOUR } : null;
      assert.deepEqual(plan.skipped, span);
      assert.equal((plan.next.start - T0) / HOUR, next);
    });
  }

  it('without a cap it gives the oldest first, a bounded number at a time', () => {
    const now = T0 + 5000 * HOUR;
    let state: PlannerState = { ...hourly, maxCatchUp: null, watermark: now };
    const seen: number[] = [];
    for (;;) {
      const plan = planDueWindows(state, now);
      assert.equal(plan.skipped, null);
      assert.ok(plan.due.length <= PLAN_CHUNK);
      if (plan.due.length === 0) break;
      seen.push(...starts(plan.due));
      state = { ...state, handledUntil: plan.due.at(-1)!.window.end };
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 4999 }, (_, index) => index),
    );
  });

  it('property: whatever the clock and the watermark do, each window is due once, in order, without a gap', () => {
    const step = fc.record({
      clock: fc.integer({ min: -90, max: 200 }),
      mark: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: PlannerState = { ...hourly, watermark: null };
        let now = T0;
        let expected = T0;
        for (const { clock, mark } of steps) {
          now += clock * MINUTE;
          state = { ...state, watermark: Math.min((state.watermark ?? T0) + mark * MINUTE, now) };
          const plan = planDueWindows(state, now);
          for (const { window } of plan.due) {
            assert.equal(window.start, expected);
            assert.ok(window.end + state.settle <= now);
            expected = window.end;
          }
          if (plan.due.length > 0) state = { ...state, handledUntil: expected };
        }
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('planMode', () => {
  const window = { start: T0, end: T0 + HOUR };
  const due = { window, partial: false, dueAt: window.end + 5 * MINUTE };

  it('a window is live up to twice its length after it was due, then backfill', () => {
    assert.equal(planMode(due, due.dueAt), 'live');
    assert.equal(planMode(due, due.dueAt + 2 * HOUR), 'live');
    assert.equal(planMode(due, due.dueAt + 2 * HOUR + 1), 'backfill');
  });

  it('a clock behind the due time is live', () => {
    assert.equal(planMode(due, T0), 'live');
  });
});

describe('planDueWindows in calendar zones', () => {
  const from = Date.UTC(2024, 5, 1);
  const to = Date.UTC(2027, 5, 1);
  for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe']) {
    for (const every of ['day', 'week'] as const) {
      it(`${zone}, every ${every}, over three years: no gap, no overlap, no double`, () => {
        const spec: WindowSpec = { every, zone };
        const windows = tickThrough(spec, from, to);
        const lengths = new Set(windows.map(({ start, end }) => (end - start) / HOUR));
        for (const [index, window] of windows.entries()) {
          if (index > 0) assert.equal(window.start, windows[index - 1]!.end);
        }
        const shift = zone === 'Australia/Lord_Howe' ? 0.5 : 1;
        const usual = every === 'day' ? 24 : 168;
        assert.deepEqual(
          [...lengths].sort((a, b) => a - b),
          [usual - shift, usual, usual + shift],
        );
        const expected = every === 'day' ? 1093 : 155;
        assert.ok(Math.abs(windows.length - expected) <= 2, String(windows.length));
      });
    }
  }

  /** Ticks every 7 hours, and once a day twice, as a scheduler would. */
  function tickThrough(spec: WindowSpec, begin: number, end: number): Window[] {
    const windows: Window[] = [];
    let handledUntil = begin;
    for (let now = begin; now < end; now += 7 * HOUR) {
      for (const instant of now % (3 * DAY) === 0 ? [now, now] : [now]) {
        const plan = planDueWindows({ ...hourly, spec, watermark: instant, handledUntil }, instant);
        for (const { window } of plan.due) {
          windows.push(window);
          handledUntil = window.end;
        }
      }
    }
    return windows;
  }
});
