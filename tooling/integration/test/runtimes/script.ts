/** The turn in Node, Bun and Deno. */
import { turn } from "./turn.ts"

process.stdout.write(await turn(process.env["REALTIME_URL"]))
