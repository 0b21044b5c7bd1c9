/** The microphones and loudspeakers of this machine. Their names are known once the page may use a microphone. */
import { makeStore, type Store } from "./Store.ts"

/** A device with its name. */
export interface Device {
  readonly id: string
  readonly label: string
}

/** The devices of both kinds. */
export interface Devices {
  readonly microphones: ReadonlyArray<Device>
  readonly loudspeakers: ReadonlyArray<Device>
}

/** The user's choice. An empty id is the default of the system. */
export interface DeviceChoice {
  readonly microphone: string
  readonly loudspeaker: string
  /** The volume of the model, from 0 to 1. */
  readonly volume: number
  /** Whether captions are shown while the user speaks. */
  readonly captions: boolean
}

/** The choice of a first visit. */
export const defaultDevices: DeviceChoice = { microphone: "", loudspeaker: "", volume: 1, captions: true }

/** Reads the choice of an earlier visit. */
export const devicesFrom = (kept: unknown): DeviceChoice => {
  if (typeof kept !== "object" || kept === null) return defaultDevices
  const { captions, loudspeaker, microphone, volume }: Partial<Record<keyof DeviceChoice, unknown>> = kept
  return {
    microphone: typeof microphone === "string" ? microphone : "",
    loudspeaker: typeof loudspeaker === "string" ? loudspeaker : "",
    volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : 1,
    captions: captions !== false
  }
}

/** Whether this browser lets a page choose a loudspeaker. */
export const canChooseLoudspeaker = (): boolean => "setSinkId" in AudioContext.prototype

/** The devices, kept up to date as they come and go. */
export const devices: Store<Devices> = makeStore<Devices>({ microphones: [], loudspeakers: [] })

/** Reads the devices anew. Call it once a microphone has opened, because only then do they have names. */
export const refreshDevices = async (): Promise<void> => {
  const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? []
  const of = (kind: MediaDeviceKind, name: string): ReadonlyArray<Device> =>
    all
      .filter((device) => device.kind === kind && device.deviceId !== "default" && device.deviceId !== "")
      .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${name} ${index + 1}` }))
  devices.update(() => ({
    microphones: of("audioinput", "Microphone"),
    loudspeakers: of("audiooutput", "Loudspeaker")
  }))
}

navigator.mediaDevices?.addEventListener("devicechange", () => void refreshDevices())
void refreshDevices()
