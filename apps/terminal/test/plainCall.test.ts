import { FunctionTool } from "@antiphon/core/shapes"
import { assert, describe, it } from "@effect/vitest"
import { withDigits } from "../src/offline/numbers.ts"
import { plainCall } from "../src/offline/plainCall.ts"

const tool = (name: string, description: string, properties: object, required = Object.keys(properties)) =>
  FunctionTool.make({ type: "function", name, description, parameters: { type: "object", properties, required } })

const tools = [
  tool("book_table", "Books a table in the restaurant.", { people: { type: "integer" }, time: { type: "string" } }),
  tool("set_light", "Switches a light.", { room: { enum: ["kitchen", "hall"] }, on: { type: "boolean" } }),
  tool("getBalance", "Returns the balance of the account.", {}),
  tool("orderPizza", "Orders a pizza with toppings.", { count: { type: "integer" } })
]

describe("a call of a function that fits plainly", () => {
  it.each([
    ["A table for two at eight, please. Book it.", "book_table", '{"people":2,"time":"8"}'],
    ["Set the light in the kitchen on.", "set_light", '{"room":"kitchen","on":true}'],
    ["What is the balance?", "getBalance", "{}"],
    ["I would like to order three pizzas.", "orderPizza", '{"count":3}']
  ])("%s", (said, name, args) => {
    assert.deepStrictEqual(plainCall(said, tools), { name, arguments: args })
  })

  it.each(["Hello there.", "Book a table.", "Set the light on.", "How is the weather?"])(
    "is not made by: %s",
    (said) => {
      assert.strictEqual(plainCall(said, tools), undefined)
    }
  )

  it("is not made if two functions fit alike", () => {
    const twins = [tool("light_on", "Switches the light.", {}), tool("on_light", "Switches the light.", {})]
    assert.strictEqual(plainCall("Light on", twins), undefined)
  })

  it("reads long texts in linear time", () => {
    assert.strictEqual(plainCall("in the ".repeat(200_000), tools), undefined)
  })
})

describe("numbers in words", () => {
  it.each([
    ["twenty-five", "25"],
    ["two hundred and five times three", "205 times 3"],
    ["one million two hundred thousand", "1200000"],
    ["1,500 and one", "1500 and 1"],
    ["nineteen eighty five", "nineteen eighty five"],
    ["one two three", "one two three"],
    ["hundred", "hundred"],
    ["someone", "someone"]
  ])("%s is %s", (words, digits) => {
    assert.strictEqual(withDigits(words), digits)
  })
})
