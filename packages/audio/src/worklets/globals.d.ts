/** The globals of an AudioWorkletGlobalScope (Web Audio, section 1.32). lib.dom describes windows only. */
declare const sampleRate: number
declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort
  constructor(options: AudioWorkletNodeOptions)
  abstract process(
    inputs: ReadonlyArray<ReadonlyArray<Float32Array>>,
    outputs: ReadonlyArray<ReadonlyArray<Float32Array>>
  ): boolean
}
declare const registerProcessor: <O>(
  name: string,
  processor: new (options: AudioWorkletNodeOptions & { readonly processorOptions: O }) => AudioWorkletProcessor
) => void
