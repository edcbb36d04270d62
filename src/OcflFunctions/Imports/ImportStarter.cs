using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Updates;

namespace OcflFunctions.Imports;

/// <summary>Starts imports, each once.</summary>
public sealed class ImportStarter(IOptions<OcflOptions> options, TimeProvider time) : OrchestrationStarter<ImportRequest>(time)
{
    /// <inheritdoc/>
    protected override string Noun => "import";

    /// <inheritdoc/>
    protected override ImportRequest? RequestOf(OrchestrationMetadata instance) => ImportInstances.RequestOf(instance);

    /// <inheritdoc/>
    protected override Task<string> ScheduleAsync(
        DurableTaskClient client, ImportRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ImportInput input = new(request, options.Value.Imports.ToSettings(
            options.Value.Updates, options.Value.Notify.Reports(NotificationKind.ImportEnded)));
        return client.ScheduleNewOrchestrationInstanceAsync(nameof(ImportObjects), input, start, cancellationToken);
    }
}

/// <summary>Reads the body of <c>POST /api/imports</c>: its form, without access to any storage.</summary>
internal static class ImportRequestReader
{
    // They go through the engine with the request.
    private const int MostObjects = 1000;

    private static readonly string Source = RequestFields.NameOf(nameof(ImportRequest.Source));
    private static readonly string Objects = RequestFields.NameOf(nameof(ImportRequest.Objects));
    private static readonly string Directory = RequestFields.NameOf(nameof(ImportSource.Directory));
    private static readonly string Container = RequestFields.NameOf(nameof(ImportSource.Container));

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static ImportRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", ContractsJson.Default.ImportRequest) ?? [];
        ImportRequest request = new()
        {
            Source = ReadSource(fields, members),
            Objects = ReadObjects(fields, members),
            OnInvalid = fields.Choice(
                members,
                RequestFields.NameOf(nameof(ImportRequest.OnInvalid)),
                ProblemKind.InvalidFailureAction,
                "choice",
                ("skip", InvalidObjectAction.Skip),
                ("stop", InvalidObjectAction.Stop)),
        };
        fields.ThrowIfWrong();
        return request;
    }

    private static ImportSource ReadSource(RequestFields fields, Dictionary<string, JsonElement> members)
    {
        if (!members.TryGetValue(Source, out JsonElement value))
        {
            fields.Refuse(ProblemKind.MissingField, Source, $"The field '{Source}' is required.");
            return new ImportSource();
        }

        if (fields.Members(value, Source, ContractsJson.Default.ImportSource) is not { } source)
        {
            return new ImportSource();
        }

        SourcePlaceReader places = new(fields, Source);
        places.RequireOne(source, Directory, Container);
        return new ImportSource
        {
            Directory = places.ReadPlace(source, Directory),
            Container = places.ReadPlace(source, Container),
            Prefix = places.ReadPrefix(source),
        };
    }

    private static IReadOnlyList<string>? ReadObjects(RequestFields fields, Dictionary<string, JsonElement> members)
    {
        IReadOnlyList<string>? ids = fields.Texts(
            members,
            "",
            Objects,
            MostObjects,
            RequestFields.MostIdBytes,
            id => id.Length == 0 ? (ProblemKind.EmptyValue, "must not be empty") : null);
        if (ids is { Count: 0 })
        {
            fields.Refuse(ProblemKind.EmptyValue, Objects, $"'{Objects}' must not be empty; leave it out to import all objects.");
        }

        return ids;
    }
}
