/** The transport of a platform that brings its own `WebSocket`. Node has another file under this name (`imports`). */
import type { Transport } from "@antiphon/core"
import { make as overPlatform } from "@antiphon/transport-websocket"
import { isPage } from "./isPage.ts"

/** In a page, whose user can read the key, only ephemeral keys go out. Deno, Bun and Cloudflare Workers are servers. */
export const make = (): Transport["Service"] => overPlatform({ allowLastingKeys: !isPage() })
