import { Talk } from "./Talk"

/** Rendered on the server. `REALTIME_URL` names a server on this machine, which needs no key. */
export default function Page() {
  return <Talk url={process.env["REALTIME_URL"]} />
}

export const dynamic = "force-dynamic"
