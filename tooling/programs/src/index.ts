/** Finds the programs that tests run: browsers, servers, phones. */
export { findProgram, type Sought } from "./find.ts"
