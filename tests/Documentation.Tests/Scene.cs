namespace Documentation.Tests;

/// <summary>What the reader of a page has before its commands, and in place of its placeholders.</summary>
internal sealed record Scene
{
    private const string Serve = "dotnet run --project src/OcflFunctions.Local &";

    private const string Update =
        """
        mkdir -p data/incoming/rain && echo "1828: wet" > data/incoming/rain/diary.txt
        update=$(curl --silent http://127.0.0.1:7071/api/updates -H 'Content-Type: application/json' -d '{"objectId":"urn:example:rain","source":{"directory":"rain"}}' | jq -r .id)
        until curl --silent http://127.0.0.1:7071/api/updates/$update | jq -e '.status == "Completed"' > /dev/null; do sleep 1; done
        validation=$(curl --silent http://127.0.0.1:7071/api/validations -H 'Content-Type: application/json' -d '{}' | jq -r .id)
        """;

    private const string Object =
        """
        mkdir -p data/incoming/rain/data && echo "1828: wet" | tee data/incoming/rain/readme.txt > data/incoming/rain/data/1828.txt
        update=$(curl --silent http://127.0.0.1:7071/api/updates -H 'Content-Type: application/json' -d '{"objectId":"urn:example:1","source":{"directory":"rain"}}' | jq -r .id)
        until curl --silent http://127.0.0.1:7071/api/updates/$update | jq -e '.status == "Completed"' > /dev/null; do sleep 1; done
        """;

    private static readonly Dictionary<string, Scene> Scenes = new(StringComparer.Ordinal)
    {
        ["README.md"] = new()
        {
            After =
            [
                new("the result", "until find data/root -name diary.txt | grep -q diary.txt; do sleep 1; done"),
                new("nothing beside the sources", "test ! -e src/OcflFunctions.Local/data"),
            ],
        },
        ["azurite.md"] = new()
        {
            Before = [new("the service", Serve), new(
                "a source", "mkdir -p data/incoming/rain && echo '1828: wet' > data/incoming/rain/diary.txt")],
        },
        ["docs/deploy.md"] = OfADeployment,
        ["docs/on-premises.md"] = new() { Before = [new("the service", Serve)] },
        ["docs/audits.md"] = new() { Before = [new("the service", Serve)] },
        ["docs/maintenance.md"] = new() { Before = [new("the service", Serve)] },
        ["docs/uploads.md"] = new() { Before = [new("the service", Serve)] },
        ["docs/operations.md"] = new()
        {
            Before = [new("the service", Serve), new("an update and a validation", Update)],
            Words = new()
            {
                ["https://func-ocfl-abc.azurewebsites.net"] = "http://127.0.0.1:7071",
                ["/updates/ID"] = "/updates/$update",
                ["/validations/ID"] = "/validations/$validation",
                ["/mnt/objects/PATH"] = "$(find data/root -name '0=ocfl_object_*' -printf '%h')",
                ["/mnt/objects"] = "data/root",
                ["/srv/archive"] = "data/root",
            },
            After = [new("the object is still valid", "ocfl validate --root data/root")],
        },
        ["docs/reading.md"] = new()
        {
            Before = [new("the service", Serve), new("an object", Object)],
            After = [new("what was fetched", "grep -q wet readme.txt && tar -tf *.tar | grep -q data/data/1828.txt")],
        },
        ["infra/README.md"] = OfADeployment,
        ["src/Ocfl.Cli/README.md"] = new() { Before = [new("the source", "mkdir thesis && echo Draft > thesis/1.txt")] },
    };

    private static Scene OfADeployment => new()
    {
        Before = [new("the service", Serve)],
        Words = new() { ["https://$app.azurewebsites.net"] = "http://127.0.0.1:7071" },
    };

    /// <summary>Commands that come first.</summary>
    public IReadOnlyList<Statement> Before { get; init; } = [];

    /// <summary>Commands that see whether it came out well.</summary>
    public IReadOnlyList<Statement> After { get; init; } = [];

    /// <summary>What stands in the page, and what takes its place here.</summary>
    public Dictionary<string, string> Words { get; init; } = [];

    public static Scene Of(string page) => Scenes.GetValueOrDefault(page) ?? new();

    public Statement Adapt(Statement statement) =>
        statement with
        {
            Text = Words.Aggregate(statement.Text, (text, word) => text.Replace(word.Key, word.Value, StringComparison.Ordinal)),
        };
}
