/** A published manifest names what its users need. The tools of this workspace are private, so they stay out of it. */
module.exports = {
  hooks: {
    beforePacking: (manifest) => {
      delete manifest.devDependencies
      return manifest
    }
  }
}
