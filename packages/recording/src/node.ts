/** Recordings in files, for Node. */
export { fileSink, fileSinkWithSound } from "./fileSink.ts"
export { readFile } from "./readFile.ts"
