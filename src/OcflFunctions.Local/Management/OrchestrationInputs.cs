using System.Text.Json;
using System.Text.Json.Nodes;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Http;
using OcflFunctions.Purges;
using OcflFunctions.Updates;
using OcflFunctions.Validations;

namespace OcflFunctions.Local.Management;

/// <summary>
/// Checks the inputs with which the management API starts this app's own orchestrators. The rules are those of <c>POST /api/updates</c>,
/// <c>POST /api/validations</c> and <c>DELETE /api/objects</c>, so that an input that is refused there is refused here.
/// </summary>
internal static class OrchestrationInputs
{
    private const string Request = "request";

    /// <summary>Refuses an input that the orchestrator cannot use. Inputs of other orchestrators are not checked.</summary>
    /// <exception cref="ProblemException">The input is not valid; the problem names all faults.</exception>
    public static void Require(string orchestrator, JsonElement? input)
    {
        if (orchestrator.Equals(nameof(UpdateObject), StringComparison.OrdinalIgnoreCase))
        {
            Require<UpdateInput>(orchestrator, input, UpdateInputCheck.Require, RequireUpdate);
        }
        else if (orchestrator.Equals(nameof(ValidateObjects), StringComparison.OrdinalIgnoreCase))
        {
            Require<ValidationInput>(
                orchestrator, input, ValidationInputCheck.Require, static request => ValidationRequestReader.Read(request));
        }
        else if (orchestrator.Equals(nameof(PurgeObject), StringComparison.OrdinalIgnoreCase))
        {
            Require<PurgeInput>(orchestrator, input, PurgeInputCheck.Require, static request => PurgeRequestReader.ReadBody(request));
        }
    }

    private static void Require<T>(string orchestrator, JsonElement? input, Action<T?> check, Action<JsonElement> checkRequest)
        where T : class
    {
        RequireExactNames(input);
        try
        {
            // As the engine reads it.
            check(input?.Deserialize<T>(EngineJson.Options));
        }
        catch (JsonException fault)
        {
            throw Wrong($"{fault.Path}: the value is not one that {orchestrator} accepts there.");
        }
        catch (Exception refusal) when (refusal is InvalidUpdateException or InvalidValidationException)
        {
            throw Wrong(refusal.Message);
        }

        try
        {
            checkRequest(input!.Value.GetProperty(Request));
        }
        catch (ProblemException refusal)
        {
            throw Below(refusal);
        }
    }

    // The engine reads names in any case. What is checked and what runs must be the same member.
    private static void RequireExactNames(JsonElement? input)
    {
        if (input is { ValueKind: JsonValueKind.Object } members
            && members.EnumerateObject().Select(member => member.Name).FirstOrDefault(
                name => name != Request && name.Equals(Request, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            throw Wrong($"$.{other}: the name of this member is '{Request}'.");
        }
    }

    private static void RequireUpdate(JsonElement request)
    {
        JsonObject asked = JsonSerializer.SerializeToNode(request)!.AsObject();
        if (asked["source"] is null && asked["mode"]?.ToString() == "select")
        {
            // An input always has a mode; a request to the API only with a source.
            asked.Remove("mode");
        }

        ChangeFaults.Refuse(UpdateRequestReader.Read(JsonSerializer.SerializeToElement(asked)));
    }

    private static ProblemException Wrong(string detail) => new(ProblemKind.InvalidInput, detail, "input");

    // The same problem, with the fields where they are in the input.
    private static ProblemException Below(ProblemException refusal)
    {
        Problem problem = refusal.Problem;
        IReadOnlyList<FieldError> errors =
            problem.Errors ?? [new FieldError(refusal.Kind.Type, problem.Field ?? "", problem.JsonPointer ?? "", refusal.Message)];
        return new ProblemException(
            refusal.Kind,
            [.. errors.Select(
                error => error with { Field = RequestFields.Join(Request, error.Field), JsonPointer = $"/{Request}{error.JsonPointer}" })]);
    }
}
