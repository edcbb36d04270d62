using Ocfl;

namespace OcflFunctions.Work;

/// <summary>There is no such object. It cannot heal.</summary>
/// <param name="objectId">The object's id.</param>
/// <param name="reason">Why not, as the end of a sentence; null where there is nothing to say.</param>
public sealed class ObjectNotFoundException(string objectId, string? reason = null)
    : OcflException($"There is no object '{objectId}'{(reason is null ? "" : ": " + reason)}.");
