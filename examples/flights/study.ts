import { flightsFile, readFlights } from './dataset.ts';
import { binAmong, quantileEdges } from './encoding.ts';
import { type Departures, FEATURE_NAMES, type FeatureName, selectDepartures } from './features.ts';
import { buildFlightLog } from './flight-log.ts';
import { type DelayModel, rowsKnown, scoreOf, type TrainedModel, trainModel } from './model.ts';
import { type Performance, performanceOf } from './scoring.ts';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const JANUARY = { start: Date.UTC(2001, 0, 1), end: Date.UTC(2001, 1, 1) };
const LAST_WINDOW_END = Date.UTC(2001, 5, 25);
const CATEGORIES: ReadonlySet<string> = new Set(['origin', 'destination', 'day_of_week']);
const FLOOR = 1e-4;

/** runStudy prints the figures that the README of this example states, without a service. */
export async function runStudy(share: number, print: (line: string) => void): Promise<void> {
  const departures = selectDepartures(buildFlightLog(await readFlights(flightsFile())), share);
  const rows = (from: number, to: number): Uint32Array =>
    rowsKnown(departures, from, to, Number.POSITIVE_INFINITY);
  const january = trainModel(departures, rows(JANUARY.start, JANUARY.end));
  const reference = measure(departures, january.model, january.rows, january.outOfFold);
  print(`${departures.count} flights; threshold ${january.model.threshold}`);
  print(`January, out of fold      ${describe(reference)}`);

  const scored = (model: DelayModel, among: Uint32Array): Float64Array =>
    Float64Array.from(among, (i) => scoreOf(model, departures, i));
  print('\nWeek by week, the January model; d = log loss and accuracy against January');
  for (let start = JANUARY.start; start < LAST_WINDOW_END; start += WEEK_MS) {
    const week = rows(start, start + WEEK_MS);
    // January's own flights keep the scores of the models that had not seen their day.
    const scores = start < JANUARY.end ? mixedScores(departures, january, week) : scored(january.model, week);
    const now = measure(departures, january.model, week, scores);
    const drift = psiOfAll(departures, january, week, scores)
      .filter(({ psi }) => psi >= 0.1)
      .map(({ name, psi }) => `${name} ${psi.toFixed(2)}`);
    print(`${dateOf(start)} ${describe(now)} d ${change(now, reference)} | ${drift.join(', ')}`);
  }

  print(`\nPSI against January by month: ${[...FEATURE_NAMES, 'score'].join(' ')}`);
  for (let month = 1; month < 6; month++) {
    const among = rows(Date.UTC(2001, month, 1), Date.UTC(2001, month + 1, 1));
    const all = psiOfAll(departures, january, among, scored(january.model, among));
    print(`2001-0${month + 1} ${all.map(({ psi }) => psi.toFixed(3)).join(' ')}`);
  }

  print(
    '\nRefitted on the 28 days before: log loss of the next 7 and 28 days, January model and refitted one',
  );
  for (let now = Date.UTC(2001, 1, 6); now + WEEK_MS <= LAST_WINDOW_END + DAY_MS; now += WEEK_MS) {
    const { model } = trainModel(departures, rowsKnown(departures, now - 28 * DAY_MS, now, now));
    const after = [7, 28].map((days) => {
      const among = rows(now, now + days * DAY_MS);
      const [before, refitted] = [january.model, model].map((m) =>
        measure(departures, m, among, scored(m, among)),
      ) as [Performance, Performance];
      return `${before.logLoss.toFixed(4)} ${refitted.logLoss.toFixed(4)} (${signed(refitted.logLoss - before.logLoss, 4)}, auc ${signed(refitted.rocAuc - before.rocAuc, 3)})`;
    });
    print(`${dateOf(now)} ${after.join('   ')}`);
  }
}

function measure(
  departures: Departures,
  model: DelayModel,
  rows: Uint32Array,
  scores: Float64Array,
): Performance {
  return performanceOf({
    scores,
    late: Uint8Array.from(rows, (i) => departures.late[i]!),
    threshold: model.threshold,
  });
}

function mixedScores(departures: Departures, trained: TrainedModel, week: Uint32Array): Float64Array {
  const position = new Map<number, number>();
  trained.rows.forEach((row, k) => {
    position.set(row, k);
  });
  return Float64Array.from(week, (i) => {
    const k = position.get(i);
    return k === undefined ? scoreOf(trained.model, departures, i) : trained.outOfFold[k]!;
  });
}

/** psiOfAll compares every input and the score of some flights with those of the training rows. */
function psiOfAll(
  departures: Departures,
  trained: TrainedModel,
  rows: Uint32Array,
  scores: Float64Array,
): { readonly name: FeatureName | 'score'; readonly psi: number }[] {
  const take = (name: FeatureName, among: Uint32Array): Float32Array =>
    Float32Array.from(among, (i) => departures.inputs[name][i]!);
  const inputs = FEATURE_NAMES.map((name) => ({
    name,
    psi: psiOf(take(name, trained.rows), take(name, rows), CATEGORIES.has(name)),
  }));
  const score = psiOf(Float32Array.from(trained.outOfFold), Float32Array.from(scores), false);
  return [...inputs, { name: 'score', psi: score }];
}

/** psiOf is Σ (q − p) ln(q / p) over ten equal-mass bins of the reference, or over categories, and the unknown. */
function psiOf(reference: Float32Array, current: Float32Array, categories: boolean): number {
  const edges = quantileEdges(
    reference.filter((value) => !Number.isNaN(value)),
    10,
  );
  const binOf = (value: number): number =>
    Number.isNaN(value) ? -1 : categories ? value : binAmong(edges, value);
  const [p, q] = [reference, current].map((values) => {
    const counts = new Map<number, number>();
    for (const value of values) counts.set(binOf(value), (counts.get(binOf(value)) ?? 0) + 1);
    return (bin: number): number => Math.max(FLOOR, (counts.get(bin) ?? 0) / values.length);
  }) as [(bin: number) => number, (bin: number) => number];
  const bins = new Set([...reference, ...current].map(binOf));
  let sum = 0;
  for (const bin of bins) sum += (q(bin) - p(bin)) * Math.log(q(bin) / p(bin));
  return sum;
}

const dateOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
const signed = (value: number, digits: number): string => `${value >= 0 ? '+' : ''}${value.toFixed(digits)}`;

function describe(p: Performance): string {
  return `late ${p.lateShare.toFixed(3)} log loss ${p.logLoss.toFixed(4)} accuracy ${p.accuracy.toFixed(3)} auc ${p.rocAuc.toFixed(3)} skill ${p.skill.toFixed(3)}`;
}

function change(now: Performance, reference: Performance): string {
  return `${signed(now.logLoss - reference.logLoss, 3)} ${signed(now.accuracy - reference.accuracy, 3)}`;
}
