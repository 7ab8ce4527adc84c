import type { Row } from '../api/ports.ts';

const DAY_MS = 86_400_000;
const DAYS = 90;

/** FleetDayRow is a row of show_fleet_days.sql. */
export interface FleetDayRow {
  readonly model: string;
  readonly last_day_ms: number;
  readonly day_ms: number;
  readonly severity: string;
}

/** withFleetDays gives every model its days, oldest first: all models the same ones, null where nothing was judged. */
export function withFleetDays(models: readonly Row[], days: readonly FleetDayRow[]): readonly Row[] {
  const severities = new Map(days.map(({ model, day_ms, severity }) => [`${day_ms} ${model}`, severity]));
  const last = days[0]?.last_day_ms;
  const shown =
    last === undefined ? [] : Array.from({ length: DAYS }, (_, i) => last - (DAYS - 1 - i) * DAY_MS);
  return models.map((model) => ({
    ...model,
    days: shown.map((day) => ({
      day: new Date(day).toISOString(),
      severity: severities.get(`${day} ${model.model}`) ?? null,
    })),
  }));
}
