import { select } from "./elements.ts"

/**
 * Lists the microphones in a `<select>`. Call it during a call, because their names are empty until the user allows
 * one.
 */
export const listMicrophones = async (id: string): Promise<void> => {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const microphones = devices.filter(({ kind }) => kind === "audioinput")
  const { value } = select(id)
  select(id).replaceChildren(...microphones.map(({ deviceId, label }) => new Option(label, deviceId)))
  select(id).value = microphones.some(({ deviceId }) => deviceId === value) ? value : (microphones[0]?.deviceId ?? "")
}
