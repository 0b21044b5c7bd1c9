/** Options of a resampler: both rates in Hz. */
export interface ResamplerRates {
  readonly from: number
  readonly to: number
}

/** A resampler's stream of blocks of one array type. */
export interface Resampler<S extends Int16Array | Float32Array = Int16Array> {
  readonly from: number
  readonly to: number
  /** The output that this block completes. Any block lengths give the same stream. */
  readonly process: (samples: S) => S
  /** The rest of the output, as if silence followed; then the resampler is as new. */
  readonly flush: () => S
}
export declare const Resampler: {
  readonly make: (rates: ResamplerRates) => Resampler<Int16Array>
  readonly makeFloat32: (rates: ResamplerRates) => Resampler<Float32Array>
}
