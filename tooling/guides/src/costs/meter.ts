import { connect, cost, type Prices, total } from "@antiphon/client"

/** Dollars for a million tokens. Copy them from the price list of your model, because they change. */
const prices: Prices = {
  input: { text: 4, audio: 32, image: 5 },
  cached: { text: 0.4, audio: 0.4, image: 0.5 },
  output: { text: 16, audio: 64 }
}

await using session = await connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime" })
for (const question of ["Hello.", "What is 3 plus 4?"]) {
  const { response } = await session.sendText(question)
  await response.done
  const { amount, unpriced } = cost(session.usage.responses, prices)
  const { cached, input, output } = session.usage.responses
  console.log(
    `${total(input)} tokens in, ${total(cached)} of them cached, ${total(output)} out: ${amount.toFixed(4)} dollars`
  )
  if (unpriced > 0) console.log(`${unpriced} tokens have no price`)
}
