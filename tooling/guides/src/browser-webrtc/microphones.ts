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

let ours: MediaStreamTrack | undefined

/** Opens the chosen microphone and closes the one that was opened before. */
export const openMicrophone = async (id: string): Promise<MediaStreamTrack> => {
  const constraints = { deviceId: { exact: select(id).value }, echoCancellation: true, noiseSuppression: true }
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: constraints })).getAudioTracks()
  if (track === undefined) throw new Error("the microphone has no track")
  closeMicrophone()
  return (ours = track)
}

/** Stops the track that this module opened. */
export const closeMicrophone = (): void => ours?.stop()
