/** Saves a file with the browser's own download. */

/** Starts the download. The address of the content is released a minute later. */
export const download = (name: string, content: Blob): void => {
  const url = URL.createObjectURL(content)
  const anchor = document.createElement("a")
  anchor.href = url
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
