import { DeviceError } from "./DeviceError.ts"

/**
 * Returns why a track of the microphone ended, as far as the browser says. The reason is `Denied`, `NotFound`
 * (unplugged) or `Failed`.
 */
export const whyEnded = async (track: MediaStreamTrack): Promise<DeviceError> => {
  const { deviceId } = track.getSettings()
  if ((await permission()) === "denied")
    return new DeviceError("Denied", "the permission for the microphone was withdrawn")
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => [])
  const isGone = deviceId !== undefined && devices.length > 0 && devices.every((device) => device.deviceId !== deviceId)
  return isGone
    ? new DeviceError("NotFound", "the microphone was unplugged")
    : new DeviceError("Failed", "the microphone was stopped by the page or the system")
}

/** Some browsers cannot be asked. */
const permission = async (): Promise<PermissionState | undefined> => {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state
  } catch {
    return undefined
  }
}
