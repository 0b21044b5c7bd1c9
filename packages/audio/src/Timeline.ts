/** A conversation as stereo: the user left, the assistant right, each clip at its sample offset. */
export interface Timeline {
  /** Places a clip; where it would overlap one of the same side it moves to that one's end. Gives the offset it got. */
  readonly add: (side: "user" | "assistant", offset: number, samples: Int16Array) => number
  /** Length in samples. */
  readonly length: number
  /** Both channels at full length: pass them to `Wav.write`. */
  readonly channels: () => readonly [user: Int16Array, assistant: Int16Array]
}
export declare const Timeline: { readonly make: () => Timeline }
