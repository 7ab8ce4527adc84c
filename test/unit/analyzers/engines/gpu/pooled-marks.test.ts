import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pooledMarks } from '../../../../../analyzers/engines/gpu/pooled-marks.ts';
import { binCounts, decileEdges } from '../../../../../analyzers/statistics/decile-bins.ts';

const sample = fc
  .array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
    minLength: 1,
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values).sort());

test('pooled marks: every group of equal values ends with a mark, and the last row ends a bin', () => {
  const { marks } = pooledMarks({ reference: Float64Array.of(1, 1, 2), current: Float64Array.of(1, 3) });
  assert.deepEqual(
    [...marks].map((mark) => mark > 0),
    [false, false, true, true, true],
  );
  assert.equal(marks.at(-1), 2);
});

test('pooled marks: the rows up to each bin end are the counts of the PSI bins that hold any', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      const { marks, nReference, nCurrent } = pooledMarks({ reference, current });
      assert.deepEqual([nReference, nCurrent], [reference.length, current.length]);
      const edges = decileEdges(reference);
      const after = binCounts(current, edges);
      const expected = binCounts(reference, edges)
        .map((count, bin) => count + after[bin]!)
        .filter((count) => count > 0);
      const counts: number[] = [];
      let rows = 0;
      for (const mark of marks) {
        rows += 1;
        if (mark === 2) {
          counts.push(rows);
          rows = 0;
        }
      }
      assert.deepEqual(counts, expected);
    }),
  );
});

test('pooled marks: there is one mark per distinct value', () => {
  fc.assert(
    fc.property(sample, sample, (reference, current) => {
      const { marks } = pooledMarks({ reference, current });
      // Adding zero makes one of 0 and -0, which are equal.
      const distinct = new Set([...reference, ...current].map((value) => value + 0));
      assert.equal(marks.filter((mark) => mark > 0).length, distinct.size);
    }),
  );
});
