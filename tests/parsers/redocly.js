// Asks Redocly's linter about an OpenAPI document: from { text } to [finding]. Its rules are in redocly.yaml.
const { spawnSync } = require("node:child_process");
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { dirname, join } = require("node:path");

const program = join(dirname(require.resolve("@redocly/cli/package.json")), "bin", "cli.js");
const folder = mkdtempSync(join(tmpdir(), "redocly-"));
try {
  const file = join(folder, "openapi.json");
  writeFileSync(file, JSON.parse(readFileSync(0, "utf8")).text);
  const run = spawnSync(
    process.execPath,
    [program, "lint", file, "--format=json", "--max-problems=1000", `--config=${join(__dirname, "redocly.yaml")}`],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", CI: "true" },
    });
  const start = run.stdout.indexOf("{");
  if (start < 0) {
    throw new Error(`redocly gave no answer (${run.status}): ${run.stdout}${run.stderr}`);
  }

  const findings = JSON.parse(run.stdout.slice(start)).problems.map(({ ruleId, severity, message, location }) => ({
    line: 1, column: 1, kind: `${severity} ${ruleId}`, message: `${message} (${location.map(({ pointer }) => pointer).join(", ")})`,
  }));
  process.stdout.write(JSON.stringify(findings));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
