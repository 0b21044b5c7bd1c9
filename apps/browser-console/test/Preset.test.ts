import { expect, it } from "vitest"
import { builtIn, fragmentOf, presetIn, presetsFrom, withPreset } from "../src/state/Preset.ts"
import { initialSettings } from "../src/state/Settings.ts"

const preset = { name: "Über", settings: { ...initialSettings, voice: "cedar", instructions: "Sprich Deutsch. 你好" } }

it("a link carries every setting of a preset to another browser", () => {
  for (const each of [...builtIn, preset]) expect(presetIn(fragmentOf(each))).toEqual(each)
})

it("a link has only what differs from the settings of a first visit", () => {
  expect(fragmentOf({ name: "A", settings: initialSettings }).length).toBeLessThan(60)
})

it("an address without a preset that can be read gives none", () => {
  const texts = ["", "#preset=", "#preset=!", "#preset=AAAA", `#preset=${"A".repeat(40_000)}`, "#other=1"]
  expect(texts.map(presetIn)).toEqual(texts.map(() => undefined))
})

it("a preset replaces the one of its name, and kept nonsense is left out", () => {
  const twice = withPreset(withPreset([], preset), { ...preset, settings: initialSettings })
  expect(twice).toEqual([{ ...preset, settings: initialSettings }])
  expect(presetsFrom([1, { name: 2 }, { name: " ", settings: null }, ...twice])).toEqual([
    { name: "Untitled", settings: initialSettings },
    ...twice
  ])
})
