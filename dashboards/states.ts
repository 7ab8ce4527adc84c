import {
  type DynamicConfigValue,
  MappingType,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** COLOURS tell apart for colour-blind readers too (Okabe and Ito); every state also has a word. */
export const COLOURS = {
  good: '#009E73',
  warning: '#E69F00',
  critical: '#D55E00',
  info: '#56B4E9',
  quiet: '#8A8A8A',
  reference: '#0072B2',
} as const;

type Words = Readonly<Record<string, readonly [text: string, colour: keyof typeof COLOURS]>>;

function mapping(words: Words): ValueMapping[] {
  const options = Object.fromEntries(
    Object.entries(words).map(([value, [text, colour]], index) => [
      value,
      { text, color: COLOURS[colour], index },
    ]),
  );
  return [{ type: MappingType.ValueToText, options }];
}

/** RANKS words the numbers of SEVERITY_RANK. */
export const RANKS = mapping({
  '-1': ['no verdict', 'quiet'],
  '0': ['fine', 'good'],
  '1': ['warning', 'warning'],
  '2': ['critical', 'critical'],
});

/** MODEL_STATES words the state of a model. */
export const MODEL_STATES = mapping({
  critical: ['critical', 'critical'],
  warning: ['warning', 'warning'],
  ok: ['ok', 'good'],
  no_data: ['no data', 'quiet'],
  waiting: ['waiting', 'info'],
});

/** SEVERITIES words the severity of a row, and the state of an alert. */
export const SEVERITIES = mapping({
  critical: ['critical', 'critical'],
  warning: ['warning', 'warning'],
  none: ['fine', 'good'],
  firing: ['firing', 'critical'],
  pending: ['pending', 'warning'],
  inactive: ['quiet', 'good'],
});

/** PROGRESS words the states of incidents, notifications and retraining runs. */
export const PROGRESS = mapping({
  open: ['open', 'critical'],
  resolved: ['resolved', 'good'],
  pending: ['pending', 'info'],
  requested: ['requested', 'info'],
  started: ['started', 'info'],
  delivered: ['delivered', 'good'],
  succeeded: ['succeeded', 'good'],
  failed: ['failed', 'critical'],
  suppressed: ['suppressed', 'quiet'],
});

/** coloured shows a column of a table as a coloured cell with a word in it. */
export function coloured(mappings: ValueMapping[]): DynamicConfigValue[] {
  return [
    { id: 'mappings', value: mappings },
    { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'basic' } },
  ];
}
