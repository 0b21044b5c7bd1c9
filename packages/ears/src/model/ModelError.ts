/** Why no model could be made. The worker throws it, and the recognizer turns it into an `EarsError`. */
export class ModelError extends Error {
  readonly kind: "WeightsInvalid" | "SimdMissing"

  constructor(kind: "WeightsInvalid" | "SimdMissing", detail: string) {
    super(detail)
    this.kind = kind
  }
}
