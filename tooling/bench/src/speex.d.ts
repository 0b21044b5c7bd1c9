declare module "@echogarden/speex-resampler-wasm/simd" {
  interface Speex {
    readonly HEAP16: Int16Array
    readonly HEAP32: Int32Array
    readonly _malloc: (bytes: number) => number
    readonly _speex_resampler_init: (
      channels: number,
      from: number,
      to: number,
      quality: number,
      error: number
    ) => number
    readonly _speex_resampler_process_int: (
      state: number,
      channel: number,
      input: number,
      inputLength: number,
      output: number,
      outputLength: number
    ) => number
  }
  const load: () => Promise<Speex>
  export default load
}
