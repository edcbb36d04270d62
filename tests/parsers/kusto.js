// Asks Microsoft's language service about Kusto queries: from [text] to [{ findings, columns }], the columns being those of the result.
const { readFileSync } = require("node:fs");
const { tables, all } = require("./kusto-tables.json");

// They put Bridge and Kusto where everybody sees them.
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { GlobalState, KustoCode, Symbols } = Kusto.Language;

const toArray = list => Array.from({ length: list?.Count ?? 0 }, (_, index) => list.getItem(index));

const toTable = ([name, columns]) => {
  const schema = Object.entries({ ...all, ...columns }).map(([column, type]) => `${column}: ${type}`);
  return Symbols.TableSymbol.From(`(${schema.join(", ")})`).WithName(name);
};

const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("insights", Object.entries(tables).map(toTable)));

function check(text) {
  const code = KustoCode.ParseAndAnalyze(text, globals);
  const findings = toArray(code.GetDiagnostics()).map(({ Start, Code, Message }) => {
    const before = text.slice(0, Start).split("\n");
    return { line: before.length, column: before.at(-1).length + 1, kind: Code, message: Message };
  });
  return { findings, columns: Object.fromEntries(toArray(code.ResultType?.Columns).map(({ Name, Type }) => [Name, Type.Name])) };
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(check)));
