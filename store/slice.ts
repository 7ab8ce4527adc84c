import type { SegmentFilter, Slice } from '../analyzers/ports.ts';
import type { ParameterValue, StatementInputParts } from './statement-input.ts';

/** What predictions_once selects, without the view: its many columns cost a third of a read, half of a short one. */
const ROWS_ONCE = { predictions: 'predictions FINAL', feature_samples: 'feature_samples_once' } as const;
const HOUR_MS = 3_600_000;

/** rowsOnce counts each record of a table once. */
export function rowsOnce(source: Slice['source']): string {
  return ROWS_ONCE[source];
}

/** sliceInput fills the slots {{rows_once}} and {{slice}} of a statement that reads one slice. */
export function sliceInput(slice: Slice): StatementInputParts {
  const conditions = [
    'project = {project:String}',
    'model = {model:String}',
    // The hour finds the rows by key, the event time cuts exactly.
    "hour >= fromUnixTimestamp64Milli({first_hour:Int64}, 'UTC')",
    "hour < fromUnixTimestamp64Milli({end:Int64}, 'UTC')",
    "event_time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC')",
    "event_time < fromUnixTimestamp64Milli({end:Int64}, 'UTC')",
  ];
  const parameters: Record<string, ParameterValue> = {
    project: slice.project,
    model: slice.model,
    first_hour: Math.floor(slice.window.start / HOUR_MS) * HOUR_MS,
    start: slice.window.start,
    end: slice.window.end,
  };
  if (slice.source === 'predictions') {
    conditions.push('deployment = {deployment:String}');
    parameters.deployment = slice.deployment;
  }
  if (slice.version !== null) {
    conditions.push('version = {version:String}');
    parameters.version = slice.version;
  }
  for (const [index, filter] of slice.segment.entries()) {
    conditions.push(segmentCondition(filter, index));
    parameters[`segment_name_${index}`] = filter.name;
    parameters[`segment_values_${index}`] = filter.values;
  }
  return {
    slots: { rows_once: rowsOnce(slice.source), slice: conditions.join('\n    AND ') },
    parameters,
  };
}

/** A row without the tag or feature is outside of the segment, whatever the values are. */
function segmentCondition(filter: SegmentFilter, index: number): string {
  const map = filter.on === 'tag' ? 'tags' : 'categorical_features';
  const name = `{segment_name_${index}:String}`;
  const values = `{segment_values_${index}:Array(String)}`;
  return `mapContains(${map}, ${name}) AND has(${values}, ifNull(${map}[${name}], '')) AND isNotNull(${map}[${name}])`;
}
