
namespace OcflFunctions.Local.Management;

/// <summary>The answer to a purge.</summary>
/// <param name="InstancesDeleted">How many instances were deleted.</param>
internal sealed record PurgeAnswer(int InstancesDeleted);
