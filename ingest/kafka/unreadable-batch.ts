/** BatchProblem says why a batch, or the rest of it, cannot be read. */
export type BatchProblem = 'unknown_codec' | 'corrupt_log_record' | 'log_record_too_large';

/** UnreadableBatch is thrown where a batch turns out to be unreadable. */
export class UnreadableBatch extends Error {
  readonly problem: BatchProblem;

  constructor(problem: BatchProblem) {
    super(problem);
    this.problem = problem;
  }
}
