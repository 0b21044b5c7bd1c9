/** Says why a Node is too old for the command, or `undefined` if it is not. */
export const nodeProblem = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  if (major > 22 || (major === 22 && minor >= 19)) return undefined
  return `antiphon needs Node 22.19 or later, and this is Node ${version}. Install a later one, or run: npx -p node@24 -p @antiphon/cli antiphon`
}
