import { Type } from 'typebox';
import { LIMITS, PlumblineError } from '../../domain/index.ts';
import type { ListQuery, MonitorControl, ReadModel, Row } from '../ports.ts';
import {
  BY_MODEL,
  BY_SERIES,
  BY_TIME,
  type ListParameters,
  listQuery,
  PAGE,
  wordList,
} from '../schemas/list-schema.ts';
import { PROBLEM_RESPONSES } from '../schemas/problem-schema.ts';
import { ROW_SCHEMAS } from '../schemas/row-schemas.ts';
import type { ApiServer } from '../server.ts';

const anyName = Type.Optional(Type.String({ maxLength: LIMITS.nameBytes }));
const oneModel = Type.String({ minLength: 1, maxLength: LIMITS.nameBytes });
const WORST = Type.Optional(
  Type.String({ maxLength: 8, description: 'When there: only the worst statistic of each subject and day' }),
);

function measuredOf({ feature, statistic }: Readonly<Record<string, string>>) {
  return { ...(feature !== undefined && { feature }), ...(statistic !== undefined && { statistic }) };
}

/** ListRoute is one list of the read routes: what it may be asked for and which read answers it. */
interface ListRoute {
  readonly path: string;
  readonly summary: string;
  readonly row: Type.TSchema;
  readonly query: Type.TProperties;
  /** The query parameter that holds a list of words. */
  readonly words?: string;
  readonly read: (
    read: ReadModel,
    query: ListQuery,
    more: Readonly<Record<string, string>>,
  ) => Promise<readonly Row[]>;
}

const LISTS: readonly ListRoute[] = [
  {
    path: '/v1/models',
    summary: 'Models with their versions',
    row: ROW_SCHEMAS.model,
    query: {},
    read: (read, query) => read.listModels(query),
  },
  {
    path: '/v1/models/:model/versions',
    summary: 'Versions of a model, oldest first',
    row: ROW_SCHEMAS.version,
    query: {},
    read: (read, query) => read.listVersions(query),
  },
  {
    path: '/v1/models/:model/features',
    summary: 'Features of a model with their kinds',
    row: ROW_SCHEMAS.feature,
    query: {},
    read: (read, query) => read.listFeatures(query),
  },
  {
    path: '/v1/models/:model/baselines',
    summary: 'Stored baselines of a model, newest first',
    row: ROW_SCHEMAS.baseline,
    query: { version: anyName },
    read: (read, query) => read.listBaselines(query),
  },
  {
    path: '/v1/evaluations',
    summary: 'Evaluations, newest window first',
    row: ROW_SCHEMAS.evaluation,
    query: { ...BY_SERIES, ...BY_TIME, status: wordList('Statuses') },
    words: 'status',
    read: (read, query) => read.listEvaluations(query),
  },
  {
    path: '/v1/measurements',
    summary: 'Judged measurements, newest window first',
    row: ROW_SCHEMAS.measurement,
    query: {
      ...BY_SERIES,
      ...BY_TIME,
      feature: anyName,
      statistic: anyName,
      severity: wordList('Severities'),
    },
    words: 'severity',
    read: (read, query, more) => read.listMeasurements({ ...query, ...measuredOf(more) }),
  },
  {
    path: '/v1/fleet',
    summary: 'Models as they stand, with the worst severity of each of 90 days',
    row: ROW_SCHEMAS.fleetModel,
    query: {},
    read: (read, query) => read.listFleet(query),
  },
  {
    path: '/v1/series',
    summary: 'The newest evaluation of each series, with the state of its alert',
    row: ROW_SCHEMAS.seriesState,
    query: BY_SERIES,
    read: (read, query) => read.listSeries(query),
  },
  {
    path: '/v1/measurement-days',
    summary: 'Measurements of a model by day, newest first',
    row: ROW_SCHEMAS.measurementDay,
    query: { ...BY_SERIES, model: oneModel, ...BY_TIME, feature: anyName, statistic: anyName, worst: WORST },
    read: (read, query, more) =>
      read.listMeasurementDays({ ...query, ...measuredOf(more), worst: more.worst !== undefined }),
  },
  {
    path: '/v1/performance',
    summary: 'Performance metrics of a model against the baseline, newest window first',
    row: ROW_SCHEMAS.performanceWindow,
    query: { model: oneModel, version: anyName, ...BY_TIME },
    read: (read, query) => read.listPerformance(query),
  },
  {
    path: '/v1/timeline',
    summary: 'Incidents, retraining runs and versions, newest first',
    row: ROW_SCHEMAS.timelineEntry,
    query: { ...BY_MODEL, ...BY_TIME },
    read: (read, query) => read.listTimeline(query),
  },
  {
    path: '/v1/incidents',
    summary: 'Incidents, newest first',
    row: ROW_SCHEMAS.incident,
    query: { ...BY_MODEL, ...BY_TIME, state: wordList('open or resolved') },
    words: 'state',
    read: (read, query) => read.listIncidents(query),
  },
  {
    path: '/v1/notifications',
    summary: 'The notification log, newest first',
    row: ROW_SCHEMAS.notification,
    query: { ...BY_TIME, incident_id: anyName, state: wordList('States') },
    words: 'state',
    read: (read, query, { incident_id: incidentId }) =>
      read.listNotifications({ ...query, ...(incidentId !== undefined && { incidentId }) }),
  },
  {
    path: '/v1/retraining-runs',
    summary: 'Retraining runs and suppressed decisions, newest first',
    row: ROW_SCHEMAS.retrainingRun,
    query: { ...BY_MODEL, ...BY_TIME, state: wordList('States') },
    words: 'state',
    read: (read, query) => read.listRetrainingRuns(query),
  },
  {
    path: '/v1/quarantine',
    summary: 'Records that were kept aside, newest first',
    row: ROW_SCHEMAS.quarantined,
    query: { ...BY_MODEL, ...BY_TIME, code: wordList('Codes') },
    words: 'code',
    read: (read, query) => read.listQuarantine(query),
  },
];

/** addReadRoutes answers every list and the routes that show one thing. */
export function addReadRoutes(app: ApiServer, read: ReadModel, monitors: MonitorControl): void {
  for (const route of LISTS) addList(app, route, read);
  addMonitors(app, monitors);
  addOne(app, {
    path: '/v1/evaluations/:id',
    summary: 'One evaluation with its judged measurements',
    row: ROW_SCHEMAS.evaluationWithResults,
    read: (project, id) => read.getEvaluation(project, id),
  });
  addOne(app, {
    path: '/v1/incidents/:id',
    summary: 'One incident with its history',
    row: ROW_SCHEMAS.incidentWithTransitions,
    read: (project, id) => read.getIncident(project, id),
  });
  addOne(app, {
    path: '/v1/quarantine/:id',
    summary: 'One record that was kept aside',
    row: ROW_SCHEMAS.quarantined,
    read: (project, id) => read.getQuarantined(project, id),
  });
}

function addList(
  app: ApiServer,
  { path, summary, row, query, words, read: readList }: ListRoute,
  read: ReadModel,
) {
  const ofModel = path.includes(':model');
  app.get(
    path,
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary,
        ...(ofModel && { params: MODEL_PARAMETER }),
        querystring: Type.Object({ ...PAGE, ...query }, { additionalProperties: false }),
        response: { 200: itemsOf(row), ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const asked = request.query as ListParameters & Readonly<Record<string, string>>;
      const { model } = request.params as { readonly model?: string };
      const parameters = model === undefined ? asked : { ...asked, model };
      const wanted = listQuery(request.principal.project, parameters, words && asked[words]);
      return { items: [...(await readList(read, wanted, asked))] };
    },
  );
}

function addMonitors(app: ApiServer, monitors: MonitorControl): void {
  app.get(
    '/v1/monitors',
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary: 'Monitors with their state',
        response: { 200: itemsOf(ROW_SCHEMAS.monitor), ...PROBLEM_RESPONSES },
      },
    },
    async (request) => ({ items: [...(await monitors.listMonitors(request.principal.project))] }),
  );
}

interface OneRoute {
  readonly path: string;
  readonly summary: string;
  readonly row: Type.TSchema;
  readonly read: (project: string, id: string) => Promise<Row | null>;
}

function addOne(app: ApiServer, { path, summary, row, read }: OneRoute): void {
  app.get(
    path,
    {
      config: { access: 'read' },
      schema: {
        tags: ['read'],
        summary,
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: LIMITS.nameBytes }) }),
        response: { 200: row, ...PROBLEM_RESPONSES },
      },
    },
    async (request) => {
      const { id } = request.params as { readonly id: string };
      const found = await read(request.principal.project, id);
      if (found === null) throw new PlumblineError('not_found');
      return found;
    },
  );
}

/** MODEL_PARAMETER is the model in a path. */
export const MODEL_PARAMETER = Type.Object({
  model: Type.String({ minLength: 1, maxLength: LIMITS.nameBytes }),
});

function itemsOf(row: Type.TSchema) {
  return Type.Object({ items: Type.Array(row) });
}
