using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Local.Management;

/// <summary>Writes the status of an instance with the property names of the Functions extension.</summary>
internal static class StatusWriter
{
    /// <summary>Writes the properties of a status into an object that has been started.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="version">Its version; null if it is unversioned: the extension then omits the property.</param>
    /// <param name="showInput">Whether its input is written.</param>
    /// <param name="largestPayload">
    /// How many characters an input, output or custom status may have; a longer one is replaced by a remark.
    /// </param>
    public static void WriteProperties(
        Utf8JsonWriter json, OrchestrationMetadata instance, string? version, bool showInput, int largestPayload = int.MaxValue)
    {
        json.WriteString("name", instance.Name);
        if (version is not null)
        {
            json.WriteString("version", version);
        }

        json.WriteString("instanceId", instance.InstanceId);
        json.WriteString("runtimeStatus", instance.RuntimeStatus.ToString());
        WritePayload(json, "input", showInput ? Bound(instance.SerializedInput, largestPayload) : null);
        WritePayload(json, "customStatus", Bound(instance.SerializedCustomStatus, largestPayload));
        WriteOutput(json, instance, largestPayload);
        json.WriteString("createdTime", Seconds(instance.CreatedAt));
        json.WriteString("lastUpdatedTime", Seconds(instance.LastUpdatedAt));
    }

    /// <summary>Writes a payload as the JSON that it is, or as a string if it is not JSON, such as the reason of a termination.</summary>
    public static void WritePayload(Utf8JsonWriter json, string name, string? payload)
    {
        json.WritePropertyName(name);
        if (payload is null)
        {
            json.WriteNullValue();
            return;
        }

        try
        {
            json.WriteRawValue(payload);
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException)
        {
            json.WriteStringValue(payload);
        }
    }

    // The output of a failed instance is the text of its failure.
    private static void WriteOutput(Utf8JsonWriter json, OrchestrationMetadata instance, int largestPayload)
    {
        if (instance is { SerializedOutput: null, FailureDetails: { } failure })
        {
            json.WriteString("output", Bound(Text(failure), largestPayload));
            return;
        }

        WritePayload(json, "output", Bound(instance.SerializedOutput, largestPayload));
    }

    private static string? Bound(string? payload, int largest) => payload is null || payload.Length <= largest
        ? payload
        : string.Create(CultureInfo.InvariantCulture, $"({payload.Length} characters; ask for the instance by its id)");

    private static string Text(TaskFailureDetails failure) => $"{failure.ErrorType}: {failure.ErrorMessage}";

    private static string Seconds(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
