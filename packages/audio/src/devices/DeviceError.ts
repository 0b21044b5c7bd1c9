/** Sound hardware, or what stands between, said no. */
export class DeviceError extends Error {
  readonly _tag = "DeviceError"
  /**
   * `Unsupported`: this runtime has no Web Audio (or no microphone: pages need HTTPS). `WorkletFailed`: the worklet file did
   * not load; give its address as `workletUrl`. `Denied`: the user or a policy refused the microphone. `NotFound`: there is
   * none, or none that fits. `Failed`: anything else, with its cause.
   */
  readonly reason: "Unsupported" | "WorkletFailed" | "Denied" | "NotFound" | "Failed"
  constructor(reason: DeviceError["reason"], detail: string, cause?: unknown) {
    super(detail, { cause })
    this.reason = reason
  }
}
