/** Whether a text is an IP address. The core has no `node:net`. */
export const isIP = (text: string): boolean => isIPv4(text) || isIPv6(text)

const isIPv4 = (text: string): boolean => {
  const parts = text.split(".")
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
}

export const isIPv6 = (text: string): boolean => {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return false
  return URL.canParse(`http://[${text}]/`)
}
