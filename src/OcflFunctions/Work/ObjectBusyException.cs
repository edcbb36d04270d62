using Ocfl;

namespace OcflFunctions.Work;

/// <summary>An object is being updated, so that what is found in it may be what its update has not brought to its end. It heals.</summary>
/// <param name="objectRoot">The object's root.</param>
/// <param name="reason">What goes on, as the end of a sentence.</param>
public sealed class ObjectBusyException(string objectRoot, string reason) : OcflException($"The object at '{objectRoot}' cannot be validated now: {reason}.");
