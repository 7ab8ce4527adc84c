import type { FeatureCatalogue } from './feature-catalogue.ts';
import type { CatalogueStore, VersionStore } from './ports.ts';

/** NameSaver stores new feature names and versions before the rows that use them. */
export class NameSaver {
  readonly #catalogue: FeatureCatalogue;
  readonly #catalogueStore: CatalogueStore;
  readonly #versionStore: VersionStore;
  #running: Promise<void> = Promise.resolve();

  constructor(catalogue: FeatureCatalogue, catalogueStore: CatalogueStore, versionStore: VersionStore) {
    this.#catalogue = catalogue;
    this.#catalogueStore = catalogueStore;
    this.#versionStore = versionStore;
  }

  /** save resolves when everything that was known at the call is stored; what failed is kept for the next call. */
  save(): Promise<void> {
    const next = this.#running.catch(() => {}).then(() => this.#saveUnsaved());
    this.#running = next;
    return next;
  }

  async #saveUnsaved(): Promise<void> {
    const unsaved = this.#catalogue.takeUnsaved();
    try {
      if (unsaved.entries.length > 0) await this.#catalogueStore.saveCatalogue(unsaved.entries);
      if (unsaved.versions.length > 0) await this.#versionStore.saveVersions(unsaved.versions);
    } catch (error) {
      this.#catalogue.giveBack(unsaved);
      throw error;
    }
  }
}
