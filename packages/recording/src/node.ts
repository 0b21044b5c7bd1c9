/** Recordings in files, for Node. */
export { fileSink } from "./fileSink.ts"
export { readFile } from "./readFile.ts"
