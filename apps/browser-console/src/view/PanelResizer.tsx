/** Sets the width of the inspector by pointer or by keys. The width is kept for the next visit. */
import { type KeyboardEvent, useLayoutEffect, useState, useSyncExternalStore } from "react"
import { fitted, panelWidth, widest } from "../state/panelWidth.ts"
import { keep, kept } from "./keep.ts"

const onResize = (changed: () => void): (() => void) => {
  addEventListener("resize", changed)
  return () => removeEventListener("resize", changed)
}

/** The edge between the conversation and the inspector. */
export const PanelResizer = () => {
  const page = useSyncExternalStore(onResize, () => innerWidth)
  const [chosen, setChosen] = useState<number | undefined>(() => {
    const value = kept("panel")
    return typeof value === "number" && Number.isFinite(value) ? value : undefined
  })
  const width = fitted(chosen, page)
  useLayoutEffect(() => document.documentElement.style.setProperty("--panel", `${width}px`), [width])
  const choose = (next: number | undefined): void => {
    const fits = next === undefined ? undefined : fitted(next, page)
    setChosen(fits)
    keep("panel", fits ?? null)
  }
  const onKey = (event: KeyboardEvent): void => {
    const next = {
      ArrowLeft: width + panelWidth.step,
      ArrowRight: width - panelWidth.step,
      Home: panelWidth.least,
      End: widest(page)
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }
  return (
    <div
      className="resizer"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the inspector"
      aria-valuemin={panelWidth.least}
      aria-valuemax={widest(page)}
      aria-valuenow={width}
      tabIndex={0}
      title="Drag, or use the arrow keys. A double click restores the width."
      onKeyDown={onKey}
      onDoubleClick={() => choose(undefined)}
      onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
      onPointerMove={({ clientX, currentTarget, pointerId }) => {
        if (currentTarget.hasPointerCapture(pointerId)) choose(innerWidth - clientX)
      }}
    />
  )
}
