/** LIMITS bound one record and one request; larger input is refused with a code, never cut silently. */
export const LIMITS = {
  idBytes: 128,
  nameBytes: 256,
  stringBytes: 8192,
  featuresPerRecord: 1000,
  tagsPerRecord: 64,
  embeddingsPerRecord: 8,
  embeddingLength: 4096,
  classesPerRecord: 1000,
  depth: 8,
  recordsPerRequest: 5000,
  bodyBytes: 5 * 1024 * 1024,
  featureNamesPerModel: 10_000,
  quarantineRawBytes: 4096,
} as const;
