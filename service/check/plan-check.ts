import { STATISTICS } from '../../analyzers/index.ts';
import type { ColumnRequest } from '../../analyzers/ports.ts';
import {
  type FeatureKind,
  PlumblineError,
  type StatisticId,
  type Subject,
  subjectKey,
} from '../../domain/index.ts';
import type { CheckOptions } from './check-options.ts';
import { type CheckSide, type SideColumn, subjectLabel } from './check-side.ts';

/** PlannedSubject is one comparison that a check makes. */
export interface PlannedSubject {
  readonly subject: Subject;
  readonly kind: FeatureKind;
  readonly statistics: readonly StatisticId[];
  /** The current side lacks the column: all of its rows are missing. */
  readonly isGone: boolean;
}

/** CheckPlan is every comparison of a check, and what is not compared, in sentences. */
export interface CheckPlan {
  readonly subjects: readonly PlannedSubject[];
  /** Columns of the rows that are compared as a whole; none unless statistics of whole rows are asked for. */
  readonly table: readonly ColumnRequest[];
  /** Embeddings that are compared, by name. */
  readonly embeddings: readonly string[];
  readonly notes: readonly string[];
}

const LISTED = 10;

function list(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function known(column: SideColumn | undefined): FeatureKind | null {
  return column?.kind === 'numeric' || column?.kind === 'categorical' ? column.kind : null;
}

/** selector keeps the columns that were asked for; throws unknown_column when neither side has one of them. */
function selector(sides: readonly CheckSide[], { include, exclude }: CheckOptions) {
  const names = new Set<string>();
  for (const { columns } of sides)
    for (const { subject } of columns) if (subject.kind === 'feature') names.add(subject.name);
  const unknown = [...(include ?? []), ...exclude].filter((name) => !names.has(name));
  if (unknown.length > 0) {
    const message = `Neither side has a column ${list(unknown)}; there are ${[...names].join(', ')}.`;
    throw new PlumblineError('unknown_column', message, { details: { unknown } });
  }
  return ({ subject }: SideColumn): boolean => {
    if (subject.kind !== 'feature') return include === null;
    if (exclude.includes(subject.name)) return false;
    return include === null || include.includes(subject.name);
  };
}

/**
 * planCheck pairs the columns of both sides. A kind is the declared one, else that of the reference, else that of the
 * current side. A column that only the reference has is compared as missing everywhere, which is drift; one that only the
 * current side has is named. Throws unknown_column when there is nothing to compare.
 */
export function planCheck(reference: CheckSide, current: CheckSide, options: CheckOptions): CheckPlan {
  const isWanted = selector([reference, current], options);
  const currentColumns = new Map(current.columns.map((column) => [subjectKey(column.subject), column]));
  const referenceKeys = new Set(reference.columns.map(({ subject }) => subjectKey(subject)));
  const subjects: PlannedSubject[] = [];
  const table: ColumnRequest[] = [];
  const embeddings: string[] = [];
  const gone: string[] = [];
  const changed: string[] = [];
  const untyped: string[] = [];
  const unfit: string[] = [];
  for (const column of reference.columns.filter(isWanted)) {
    const { subject } = column;
    const other = currentColumns.get(subjectKey(subject));
    // A prediction or a score belongs to stored sides only.
    if (other === undefined && subject.kind !== 'feature') continue;
    const label = subjectLabel(subject);
    if (options.multivariate.length > 0 && (column.isVector || other?.isVector)) {
      embeddings.push(embeddingOf(column, other));
      continue;
    }
    const declared = reference.references === null ? options.kinds[subject.name] : undefined;
    const kind = declared ?? known(column) ?? known(other);
    if (column.kind === null || other?.kind === null) {
      untyped.push(`${label} (${column.kind === null ? column.type : other!.type})`);
      continue;
    }
    if (other === undefined) gone.push(label);
    else if (known(column) && known(other) && known(column) !== known(other))
      changed.push(`${label} (${column.type} in the reference, ${other.type} in the current side)`);
    if (options.multivariate.length > 0 && subject.kind === 'feature')
      table.push({ subject, kind: kind ?? 'numeric' });
    if (options.statistics.length === 0) continue;
    const fitting = options.statistics.filter((id) =>
      STATISTICS[id].featureKinds.includes(kind ?? 'numeric'),
    );
    if (fitting.length === 0 && !options.include?.includes(subject.name)) {
      unfit.push(label);
      continue;
    }
    const statistics = fitting.length > 0 ? fitting : options.statistics;
    subjects.push({ subject, kind: kind ?? 'numeric', statistics, isGone: other === undefined });
  }
  const fresh = current.columns
    .filter((column) => isWanted(column) && column.subject.kind === 'feature')
    .filter(({ subject }) => !referenceKeys.has(subjectKey(subject)))
    .map(({ subject }) => subjectLabel(subject));
  const compared = Math.max(subjects.length, table.length) + embeddings.length;
  if (compared === gone.length && (gone.length > 0 || fresh.length > 0)) {
    throw new PlumblineError(
      'unknown_column',
      `The two sides have no comparable column in common: the reference has ${list([...gone, ...untyped])}, the current side ${list(fresh)}.${separatorHint(reference, current)}`,
    );
  }
  const notes = [
    ['Missing in the current side, judged as missing values', gone],
    ['Only in the current side, not compared', fresh],
    ['Another type than in the reference', changed],
    ['Not compared, because of the type', untyped],
    ['Not compared, because none of the statistics fits', unfit],
  ] as const;
  return {
    subjects,
    table,
    embeddings,
    notes: notes.flatMap(([words, names]) => (names.length > 0 ? [`${words}: ${list(names)}.`] : [])),
  };
}

/** embeddingOf refuses a side that holds something else than lists of numbers under the name of an embedding. */
function embeddingOf(column: SideColumn, other: SideColumn | undefined): string {
  const { name } = column.subject;
  if (column.isVector && (other === undefined || other.isVector)) return name;
  const [has, lacks] = column.isVector ? ['the reference', other!] : ['the current side', column];
  throw new PlumblineError(
    'invalid_request',
    `The column ${name} holds lists of numbers in ${has} and ${lacks.type} in the other side; leave it out with --columns=-${name}.`,
  );
}

/** separatorHint asks about a file whose header seems to be one name, because it is not separated by commas. */
function separatorHint(...sides: readonly CheckSide[]): string {
  for (const { name, columns, file } of sides) {
    const [, separator] = /[^,]([;\t|])[^,]/.exec(columns[0]?.subject.name ?? '') ?? [];
    if (file === null || columns.length > 1 || separator === undefined) continue;
    const words = { ';': 'semicolons', '\t': 'tabs', '|': 'bars' }[separator];
    return ` The header of ${name} has ${words} where a csv file has commas.`;
  }
  return '';
}
