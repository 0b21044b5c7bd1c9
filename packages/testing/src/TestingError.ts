/** The error of everything that this package throws. Its message says what happened instead of what was awaited. */
export class TestingError extends Error {
  override readonly name = "TestingError"
}
