import { PlumblineError } from '../../domain/index.ts';
import type { StoredData } from './stored-side.ts';

/** placeholder */
export function remoteData(url: string): StoredData {
  throw new PlumblineError('internal', url);
}
