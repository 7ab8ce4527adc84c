import { isoDay, RANGES, type Range, type RangeQuery } from '../range.ts';

interface RangePickerProps {
  readonly range: Range;
  /** Takes the part of the address that chooses the new range. */
  readonly onPick: (query: RangeQuery) => void;
}

/** RangePicker chooses the time that a page shows: from a few lengths, or between two days. */
export function RangePicker({ range, onPick }: RangePickerProps) {
  const pickDays = (from: string, to: string) => {
    if (from !== '' && to !== '' && from <= to) onPick({ from, to });
  };
  const [from, to] = [isoDay(range.from), isoDay(range.to - 1)];
  return (
    <fieldset class="range-picker">
      <legend>{range.ended ? 'Time, to the newest data' : 'Time'}</legend>
      {RANGES.map(({ id, title }) => (
        <button type="button" key={id} aria-pressed={range.id === id} onClick={() => onPick({ range: id })}>
          {title}
        </button>
      ))}
      <input
        type="date"
        aria-label="From day, UTC"
        value={from}
        onChange={(event) => pickDays(event.currentTarget.value, to)}
      />
      <span aria-hidden="true">–</span>
      <input
        type="date"
        aria-label="To day, UTC"
        value={to}
        onChange={(event) => pickDays(from, event.currentTarget.value)}
      />
    </fieldset>
  );
}
