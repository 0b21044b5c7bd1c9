/** A node of the gateway. */
export { memoryEngine } from "./memory/memoryEngine.ts"
