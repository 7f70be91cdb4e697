// Bundles static/js/app.js and static/css/app.css into static/dist: minified, compressed, named by
// their content so that browsers may keep them for ever. manifest.json says which file is the newest.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const DIST = "static/dist";

const { metafile } = await build({
  entryPoints: ["static/js/app.js", "static/css/app.css"],
  bundle: true,
  minify: true,
  metafile: true,
  target: "es2020",
  format: "iife",
  outdir: DIST,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
  logLevel: "warning",
}).catch(() => process.exit(1)); // esbuild has said why

const manifest = {};
const current = new Set(["manifest.json"]);
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  const name = basename(path);
  const bytes = readFileSync(path);
  writeFileSync(`${path}.br`, brotliCompressSync(bytes));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  for (const suffix of ["", ".br", ".gz"]) current.add(name + suffix);
  if (entryPoint) manifest[basename(entryPoint)] = name;
}

// The manifest changes in one step, and old files go last: a running server never misses one.
writeFileSync(`${DIST}/manifest.json.new`, JSON.stringify(manifest, null, 2) + "\n");
renameSync(`${DIST}/manifest.json.new`, `${DIST}/manifest.json`);
for (const name of readdirSync(DIST)) {
  if (!current.has(name)) rmSync(`${DIST}/${name}`, { recursive: true });
}
