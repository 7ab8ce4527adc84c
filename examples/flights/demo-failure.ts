/** DemoFailure is an end of the demo that one sentence explains to the user. */
export class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}
