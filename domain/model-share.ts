import { crc32 } from 'node:zlib';

/**
 * ModelShare is a part of all models: those whose part of `of` is in `parts`. A share with another `term` is another
 * one, even with the same parts: in between some other process may have moved its models on.
 */
export interface ModelShare {
  readonly term: number;
  readonly of: number;
  readonly parts: readonly number[];
}

/** ALL_MODELS is the share of a process that shares with nobody. */
export const ALL_MODELS: ModelShare = { term: 0, of: 1, parts: [0] };

/** NO_MODELS is the share of a process that looks after no model and may still be asked about all of them. */
export const NO_MODELS: ModelShare = { term: 0, of: 1, parts: [] };

/** modelPart gives the part of a model, from 0 to `of` - 1; ClickHouse computes the same with CRC32. */
export function modelPart(project: string, model: string, of: number): number {
  return crc32(`${project}\0${model}`) % of;
}

/** hasModel tells whether a model belongs to a share. */
export function hasModel({ of, parts }: ModelShare, project: string, model: string): boolean {
  return parts.includes(modelPart(project, model, of));
}
