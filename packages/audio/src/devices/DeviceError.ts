/** An audio device, the browser or the system refused. */
export class DeviceError extends Error {
  readonly _tag = "DeviceError"
  /**
   * - `Unsupported` means that this runtime has no Web Audio, or no microphone. Pages need HTTPS.
   * - `WorkletFailed` means that the worklet file did not load. Pass its address as `workletUrl`.
   * - `Denied` means that the user or a policy refused the microphone.
   * - `NotFound` means that there is no microphone, or none that fits.
   * - `Failed` is anything else, with its cause.
   */
  readonly reason: "Unsupported" | "WorkletFailed" | "Denied" | "NotFound" | "Failed"
  constructor(reason: DeviceError["reason"], detail: string, cause?: unknown) {
    super(detail, { cause })
    this.reason = reason
  }
}
