#!/usr/bin/env node
/**
 * Packs the package in the current folder as it would be published, and refuses what would fail for a user.
 *
 * - publint reports an error, or types resolve wrongly (ESM only).
 * - The manifest still has workspace protocols or private tools.
 * - The licence or the README is missing.
 * - The address of the project's home differs from the one in the root manifest.
 * - A link of the README leads nowhere outside the repository.
 * - A neutral entry point reaches a `node:` module.
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core"
import { publint } from "publint"
import { formatMessage } from "publint/utils"
import { homeFields, relativeLinks } from "./Home.ts"
import { neutralProblems } from "./neutral.ts"

/** Resolutions that an ESM-only package does not support, by design. */
const notServed = new Set(["node10", "node16-cjs"])

const packageRoot = process.cwd()
const folder = mkdtempSync(join(tmpdir(), "pack-check-"))
const problems: Array<string> = []

try {
  const packed = JSON.parse(
    execFileSync("pnpm", ["pack", "--json", "--pack-destination", folder], { cwd: packageRoot, encoding: "utf8" })
  )
  const tarball: string = packed.filename
  const bytes = readFileSync(tarball)
  const files = new Set<string>(packed.files.map((file: { path: string }) => file.path))
  const manifest = JSON.parse(execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" }))

  for (const required of ["LICENSE", "README.md", "package.json"]) {
    if (!files.has(required)) problems.push(`the tarball has no ${required}`)
  }
  for (const protocol of ["workspace:", "catalog:"]) {
    if (JSON.stringify(manifest).includes(`"${protocol}`))
      problems.push(`the packed manifest still has a ${protocol} version`)
  }

  if (manifest.devDependencies !== undefined)
    problems.push("the packed manifest still has devDependencies. They are for this workspace only.")
  const directory = relative(fileURLToPath(new URL("../../../", import.meta.url)), packageRoot)
  for (const [field, value] of Object.entries(homeFields(directory))) {
    if (JSON.stringify(manifest[field]) !== JSON.stringify(value))
      problems.push(`${field} is out of date. Run pnpm home.`)
  }
  for (const link of relativeLinks(readFileSync(join(packageRoot, "README.md"), "utf8"))) {
    problems.push(`README.md links to ${link}, which is not on npm. Run pnpm home.`)
  }

  const { messages } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true
  })
  for (const message of messages) problems.push(`publint: ${formatMessage(message, manifest) ?? message.code}`)

  const analysis = await checkPackage(createPackageFromTarballData(new Uint8Array(bytes)))
  if (!analysis.types) problems.push("the package has no types")
  else {
    for (const problem of analysis.problems) {
      if ("resolutionKind" in problem && notServed.has(problem.resolutionKind)) continue
      if (problem.kind === "CJSResolvesToESM") continue
      problems.push(`types: ${JSON.stringify(problem)}`)
    }
  }

  problems.push(...(await neutralProblems(packageRoot, manifest.exports)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
