// DIST_DIR: a build folder of its own for each server that runs from this folder, so that several can run at once.
export default {
  distDir: process.env.DIST_DIR || '.next',
  turbopack: { root: import.meta.dirname },
}
