import { DeviceError } from "./DeviceError.ts"
import { fail, type Result, succeed } from "../Result.ts"

/** Loads a worklet file into the context and makes a node of it. */
export const loadWorklet = async (
  context: BaseAudioContext,
  url: string | URL,
  name: string,
  options: AudioWorkletNodeOptions
): Promise<Result<AudioWorkletNode, DeviceError>> => {
  try {
    await context.audioWorklet.addModule(String(url))
    return succeed(new AudioWorkletNode(context, name, options))
  } catch (cause) {
    const detail = `the worklet ${String(url)} did not load; serve that file or pass the address of a copy as workletUrl`
    return fail(new DeviceError("WorkletFailed", detail, cause))
  }
}

export const hasWebAudio = (): boolean => typeof AudioContext !== "undefined" && typeof AudioWorkletNode !== "undefined"

export const noWebAudio = (): DeviceError =>
  new DeviceError("Unsupported", "no Web Audio here; in Node use @antiphon/audio/node, in a browser a page over HTTPS")
