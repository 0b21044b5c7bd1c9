import { connect } from "@antiphon/client"
import { observe } from "@antiphon/client/opentelemetry"
import { metrics, trace } from "@opentelemetry/api"

const tracer = trace.getTracer("my-app")
const meter = metrics.getMeter("my-app")
const connecting = connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime" })
await using session = await observe(connecting, { tracer, meter })
const { response } = await session.sendText("What time is it?")
console.log(await response.transcript())
