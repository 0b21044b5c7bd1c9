export { WavError } from "./WavError.ts"
export { type WavEncoding, type WavFile, read } from "./WavRead.ts"
export { type WavWriter, write, writer } from "./WavWrite.ts"
