using System.Text.Json;

namespace Ocfl.Updates;

/// <summary>Plans as JSON. The same plan gives the same bytes.</summary>
public static class UpdatePlanSerializer
{
    /// <summary>A plan as UTF-8 JSON.</summary>
    internal static byte[] Serialize(UpdatePlan plan) => JsonSerializer.SerializeToUtf8Bytes(plan, UpdatePlanJson.Relaxed.UpdatePlan);

    /// <summary>Reads a plan.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    internal static UpdatePlan Deserialize(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, UpdatePlanJson.Relaxed.UpdatePlan)
            ?? throw new JsonException("A plan is a JSON object, not null.");

    /// <summary>Steps as UTF-8 JSON, for a plan that is kept in parts.</summary>
    public static byte[] SerializeActivities(IReadOnlyList<OcflActivity> activities) =>
        JsonSerializer.SerializeToUtf8Bytes(activities, UpdatePlanJson.Relaxed.IReadOnlyListOcflActivity);

    /// <summary>Reads steps.</summary>
    /// <exception cref="JsonException">It is not a list of steps.</exception>
    public static IReadOnlyList<OcflActivity> DeserializeActivities(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, UpdatePlanJson.Relaxed.IReadOnlyListOcflActivity)
            ?? throw new JsonException("Steps are a JSON array, not null.");
}
