import {
  type CatalogueEntry,
  ERROR_CODES,
  type ErrorCode,
  type FeatureKind,
  type ModelVersion,
} from '../domain/index.ts';
import { createKnownModel, type KnownModel } from './known-model.ts';
import type { RecordProblem } from './outcomes.ts';
import type { Lesson } from './split-features.ts';

/** NameCaps bound what one project can make the process remember. */
export interface NameCaps {
  readonly featuresPerModel: number;
  readonly modelsPerProject: number;
  readonly versionsPerModel: number;
}

/** DeclaredFeature is a kind that the configuration states. */
export interface DeclaredFeature {
  readonly project: string;
  readonly model: string;
  readonly feature: string;
  readonly kind: FeatureKind;
}

/** Shown is what one record shows of its model; version is null when it names none. */
export interface Shown {
  readonly version: string | null;
  readonly lessons: readonly Lesson[];
  readonly eventTime: number;
}

/** FeatureCatalogue remembers models, versions and feature kinds, and what of it is not stored yet. */
export class FeatureCatalogue {
  readonly #caps: NameCaps;
  readonly #projects = new Map<string, Map<string, KnownModel>>();
  readonly #unsaved = new Map<KnownModel, Set<string>>();
  #newVersions: ModelVersion[] = [];

  constructor(caps: NameCaps) {
    this.#caps = caps;
  }

  /** find gives a model that is known, or null. */
  find(project: string, model: string): KnownModel | null {
    return this.#projects.get(project)?.get(model) ?? null;
  }

  /** admit gives the model, remembering a new one unless the project has reached its cap. */
  admit(project: string, model: string): KnownModel | RecordProblem {
    const known = this.find(project, model);
    if (known) return known;
    const models = this.#projects.get(project)?.size ?? 0;
    if (models >= this.#caps.modelsPerProject) {
      return capReached('too_many_names', '/model', `${models} models`);
    }
    return this.recall(project, model);
  }

  /** recall gives a model that was stored or declared before, which no cap turns away. */
  recall(project: string, model: string): KnownModel {
    const models = this.#projects.get(project) ?? new Map<string, KnownModel>();
    this.#projects.set(project, models);
    const known = models.get(model) ?? createKnownModel(project, model);
    models.set(model, known);
    return known;
  }

  /** load takes over stored entries and versions at start. */
  load(entries: readonly CatalogueEntry[], versions: readonly ModelVersion[]): void {
    for (const { project, model, feature, kind, kindSource, firstSeen, lastSeen } of entries) {
      const known = this.recall(project, model);
      known.features.set(feature, { kind, kindSource, firstSeen, lastSeen, storedLastSeen: lastSeen });
    }
    for (const { project, model, version } of versions) this.recall(project, model).versions.add(version);
  }

  /** declare sets kinds from the configuration; they win over learnt ones. */
  declare(features: readonly DeclaredFeature[]): void {
    for (const { project, model, feature, kind } of features) {
      const known = this.recall(project, model);
      const entry = known.features.get(feature);
      if (entry?.kind === kind && entry.kindSource === 'declared') continue;
      const lastSeen = entry?.lastSeen ?? 0;
      const times = { firstSeen: entry?.firstSeen ?? 0, lastSeen, storedLastSeen: lastSeen };
      known.features.set(feature, { ...times, kind, kindSource: 'declared' });
      this.#mark(known, feature);
    }
  }

  /** teach keeps what a record shows; the whole record is refused, and teaches nothing, when a name does not fit. */
  teach(known: KnownModel, shown: Shown, now: number): RecordProblem | null {
    const { version, lessons, eventTime } = shown;
    const newVersion = version !== null && !known.versions.has(version);
    if (newVersion && known.versions.size >= this.#caps.versionsPerModel) {
      return capReached('too_many_names', '/version', `${known.versions.size} versions`);
    }
    let fresh = 0;
    for (const lesson of lessons) if (!known.features.has(lesson.feature)) fresh += 1;
    if (fresh > 0 && known.features.size + fresh > this.#caps.featuresPerModel) {
      return capReached('too_many_feature_names', '/features', `${known.features.size} feature names`);
    }
    if (newVersion) {
      known.versions.add(version);
      const { project, model } = known;
      this.#newVersions.push({ project, model, version, registeredAt: now, source: 'seen' });
    }
    for (const { feature, kind } of lessons) {
      const firstSeen = known.features.get(feature)?.firstSeen ?? eventTime;
      const times = { firstSeen, lastSeen: eventTime, storedLastSeen: eventTime };
      known.features.set(feature, { ...times, kind, kindSource: 'learnt' });
      if (kind !== null) this.#mark(known, feature);
    }
    return null;
  }

  /** list gives the stored form of every feature of a model whose kind is known. */
  list(project: string, model: string): CatalogueEntry[] {
    const entries: CatalogueEntry[] = [];
    for (const [feature, entry] of this.find(project, model)?.features ?? []) {
      if (entry.kind === null) continue;
      const { kind, kindSource, firstSeen, lastSeen } = entry;
      entries.push({ project, model, feature, kind, kindSource, firstSeen, lastSeen });
    }
    return entries;
  }

  /** markSeen marks the features that were seen at least `ageMs` later than the store knows. */
  markSeen(ageMs: number): void {
    for (const known of this.models()) {
      for (const [feature, { kind, lastSeen, storedLastSeen }] of known.features) {
        if (kind !== null && lastSeen - storedLastSeen >= ageMs) this.#mark(known, feature);
      }
    }
  }

  /** takeUnsaved hands out what is not stored yet and counts it as stored; giveBack undoes that. */
  takeUnsaved(): Unsaved {
    const entries: CatalogueEntry[] = [];
    for (const [{ project, model, features }, names] of this.#unsaved) {
      for (const feature of names) {
        const entry = features.get(feature);
        if (!entry || entry.kind === null) continue;
        entry.storedLastSeen = entry.lastSeen;
        const { kind, kindSource, firstSeen, lastSeen } = entry;
        entries.push({ project, model, feature, kind, kindSource, firstSeen, lastSeen });
      }
    }
    const versions = this.#newVersions;
    this.#unsaved.clear();
    this.#newVersions = [];
    return { entries, versions };
  }

  /** giveBack returns what could not be stored. */
  giveBack(unsaved: Unsaved): void {
    for (const { project, model, feature } of unsaved.entries) {
      const known = this.find(project, model);
      if (known) this.#mark(known, feature);
    }
    this.#newVersions.unshift(...unsaved.versions);
  }

  /** models lists every known model. */
  *models(): Iterable<KnownModel> {
    for (const models of this.#projects.values()) yield* models.values();
  }

  #mark(known: KnownModel, feature: string): void {
    const names = this.#unsaved.get(known);
    if (names) names.add(feature);
    else this.#unsaved.set(known, new Set([feature]));
  }
}

/** Unsaved is what the catalogue knows and the store does not. */
export interface Unsaved {
  readonly entries: readonly CatalogueEntry[];
  readonly versions: readonly ModelVersion[];
}

function capReached(code: ErrorCode, path: string, what: string): RecordProblem {
  return { code, path, message: `${ERROR_CODES[code]} It knows ${what}.` };
}
