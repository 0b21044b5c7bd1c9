import type { DeviceError } from "@antiphon/audio"
import { RealtimeError, type RealtimeErrorCode } from "../RealtimeError.ts"

const codes: Record<DeviceError["reason"], RealtimeErrorCode> = {
  Unsupported: "unsupported",
  Denied: "denied",
  NotFound: "no_device",
  WorkletFailed: "device_failed",
  Failed: "device_failed"
}

export const fromDevice = (error: DeviceError): RealtimeError =>
  new RealtimeError(codes[error.reason], error.message, {}, { cause: error })
