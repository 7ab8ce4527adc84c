/** BodyBudget bounds the bytes of all request bodies that are being worked on. */
export class BodyBudget {
  readonly #most: number;
  #used = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** take reserves bytes; false when they do not fit any more. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#most) return false;
    this.#used += bytes;
    return true;
  }

  /** giveBack frees what was taken. */
  giveBack(bytes: number): void {
    this.#used -= bytes;
  }
}
