import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Departures, selectDepartures } from '../../../../examples/flights/features.ts';
import { buildFlightLog } from '../../../../examples/flights/flight-log.ts';
import { predict, rowsKnown, scoreOf, trainModel } from '../../../../examples/flights/model.ts';
import { logLossOf, meanWithError, performanceOf, rocAucOf } from '../../../../examples/flights/scoring.ts';
import { randomFlights } from './small-flights.ts';

const everything = (departures: Departures): Uint32Array =>
  rowsKnown(departures, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);

test('model: learns which origin is late, and its out-of-fold scores are calibrated', () => {
  const rule = ({ from, draw }: { from: string; draw: number }): boolean =>
    draw < (from === 'ORD' ? 0.6 : 0.1);
  const departures = selectDepartures(buildFlightLog(randomFlights(20_000, 20, 5, rule)), 1);
  const { outOfFold, rows, model } = trainModel(departures, everything(departures));
  const late = Uint8Array.from(rows, (i) => departures.late[i]!);
  const { rocAuc, lateShare } = performanceOf({ scores: outOfFold, late, threshold: model.threshold });
  assert.ok(rocAuc > 0.7, String(rocAuc));
  const mean = outOfFold.reduce((sum, score) => sum + score, 0) / outOfFold.length;
  assert.ok(Math.abs(mean - lateShare) < 0.01, `${mean} against ${lateShare}`);
});

test('model: out-of-fold scores of pure noise find nothing, although the model itself fits it', () => {
  const departures = selectDepartures(
    buildFlightLog(randomFlights(3000, 10, 9, ({ draw }) => draw < 0.2)),
    1,
  );
  const { outOfFold, rows, model } = trainModel(departures, everything(departures));
  const late = Uint8Array.from(rows, (i) => departures.late[i]!);
  const fitted = Float64Array.from(rows, (i) => scoreOf(model, departures, i));
  assert.ok(rocAucOf(outOfFold, late) < 0.54);
  assert.ok(rocAucOf(fitted, late) > rocAucOf(outOfFold, late) + 0.03);
});

test('model: predicts as many flights late as there were, and is the same for the same flights', () => {
  const departures = selectDepartures(
    buildFlightLog(randomFlights(5000, 10, 2, ({ from, draw }) => draw < (from === 'ORD' ? 0.5 : 0.15))),
    1,
  );
  const trained = trainModel(departures, everything(departures));
  const late = departures.late.reduce((sum, value) => sum + value, 0);
  const predicted = trained.outOfFold.filter((score) => score >= trained.model.threshold).length;
  // Equal scores at the threshold go the same way.
  assert.ok(predicted >= late && predicted < late * 1.1, `${predicted} against ${late}`);
  const again = trainModel(departures, everything(departures));
  assert.deepEqual(again.outOfFold, trained.outOfFold);
  assert.deepEqual(again.model.weights, trained.model.weights);
  const { score, prediction } = predict(trained.model, departures, 17);
  assert.equal(prediction, score >= trained.model.threshold);
});

test('model: no late flight at all gives a small finite score and no late prediction', () => {
  const departures = selectDepartures(buildFlightLog(randomFlights(500, 5, 4, () => false)), 1);
  const { model } = trainModel(departures, everything(departures));
  const { score, prediction } = predict(model, departures, 0);
  assert.ok(score > 0 && score < 0.02, String(score));
  assert.equal(prediction, false);
});

test('model: training rows are those whose outcome was known', () => {
  const departures = selectDepartures(buildFlightLog(randomFlights(500, 5, 4, ({ draw }) => draw < 0.5)), 1);
  const now = departures.departure[300]!;
  const rows = rowsKnown(departures, departures.departure[100]!, now, now);
  assert.ok(rows.length > 50 && rows.length < 200);
  for (const i of rows) assert.ok(departures.landing[i]! <= now && departures.departure[i]! < now);
});

test('scoring: numbers worked out by hand', () => {
  const scores = Float64Array.of(0.9, 0.8, 0.8, 0.3, 0.1);
  const late = Uint8Array.of(1, 0, 1, 0, 0);
  assert.ok(
    Math.abs(
      logLossOf(scores, late) +
        (Math.log(0.9) + Math.log(0.2) + Math.log(0.8) + Math.log(0.7) + Math.log(0.9)) / 5,
    ) < 1e-12,
  );
  // Of six late and punctual pairs five are ordered rightly and one is tied.
  assert.equal(rocAucOf(scores, late), 5.5 / 6);
  const { accuracy, lateShare, flights } = performanceOf({ scores, late, threshold: 0.8 });
  assert.deepEqual([accuracy, lateShare, flights], [0.8, 0.4, 5]);
});

test('scoring: values that go together count as one for the standard error', () => {
  const values = [1, 1, 3, 3];
  assert.deepEqual(meanWithError(values, [1, 2, 3, 4]), { mean: 2, standardError: Math.sqrt(4) / 4 });
  assert.deepEqual(meanWithError(values, [1, 1, 2, 2]), { mean: 2, standardError: Math.sqrt(8) / 4 });
});
