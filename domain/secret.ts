import { inspect } from 'node:util';

/** Secret is a text that prints as [secret] everywhere; reveal is the only way to read it. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

/** redactSecrets replaces every occurrence of the secrets in a text that others will read. */
export function redactSecrets(text: string, secrets: readonly Secret[]): string {
  let result = text;
  for (const secret of secrets) {
    const plain = secret.reveal();
    if (plain === '') continue;
    result = result.replaceAll(plain, '[secret]').replaceAll(encodeURIComponent(plain), '[secret]');
  }
  return result;
}
