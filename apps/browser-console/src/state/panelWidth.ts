/** The width of the inspector beside the conversation, in pixels. */
export const panelWidth = { least: 320, step: 24 } as const

/** The widest inspector of a page. The conversation keeps the rest. */
export const widest = (page: number): number => Math.max(panelWidth.least, Math.round(page * 0.6))

/** The width for a page of this width. `chosen` defaults to about a third of the page. */
export const fitted = (chosen: number | undefined, page: number): number => {
  const wanted = chosen ?? Math.min(500, Math.max(400, page * 0.36))
  return Math.round(Math.min(widest(page), Math.max(panelWidth.least, wanted)))
}
