import { select } from "./elements.ts"

/** Offers the microphones that there are. Their names are empty until one was allowed, so call it once a call runs. */
export const listMicrophones = async (id: string): Promise<void> => {
  const devices = await navigator.mediaDevices.enumerateDevices()
  const microphones = devices.filter(({ kind }) => kind === "audioinput")
  const { value } = select(id)
  select(id).replaceChildren(...microphones.map(({ deviceId, label }) => new Option(label, deviceId)))
  select(id).value = microphones.some(({ deviceId }) => deviceId === value) ? value : (microphones[0]?.deviceId ?? "")
}

let ours: MediaStreamTrack | undefined

/** The track of the chosen one, in place of one that was opened before. */
export const openMicrophone = async (id: string): Promise<MediaStreamTrack> => {
  const constraints = { deviceId: { exact: select(id).value }, echoCancellation: true, noiseSuppression: true }
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: constraints })).getAudioTracks()
  if (track === undefined) throw new Error("the microphone has no track")
  closeMicrophone()
  return (ours = track)
}

/** A track of ours is ours to stop. */
export const closeMicrophone = (): void => ours?.stop()
