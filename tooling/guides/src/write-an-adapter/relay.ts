import { connect } from "node:net"
import { Transform } from "node:stream"

/** The way there takes a turn of the loop longer than the way back, so that what was sent first also arrives first. */
const slower = new Transform({ transform: (piece, _encoding, done) => void setImmediate(done, null, piece) })

const socket = connect({ port: Number(process.argv[2]), host: "127.0.0.1", noDelay: true })
process.stdin.pipe(slower).pipe(socket).pipe(process.stdout)
socket.once("end", () => process.stdout.end(() => process.exit()))
