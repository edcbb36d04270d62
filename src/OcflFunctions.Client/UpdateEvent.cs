using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

/// <summary>An event of an update. Exactly one of the four properties is not null.</summary>
/// <param name="Id">The event's id, with which a listener can continue (<see cref="OcflFunctionsClient.WatchAsync"/>).</param>
public sealed record UpdateEvent(string Id)
{
    /// <summary>The status or the phase has changed.</summary>
    public UpdateStatusChange? Status { get; init; }

    /// <summary>The numbers have changed.</summary>
    public UpdateProgress? Progress { get; init; }

    /// <summary>The state of a step has changed.</summary>
    public UpdateStep? Step { get; init; }

    /// <summary>The update has finished; no further event follows.</summary>
    public Update? End { get; init; }
}

/// <summary>An event of a validation. Exactly one of the three properties is not null.</summary>
/// <param name="Id">The event's id, with which a listener can continue (<see cref="OcflFunctionsClient.WatchValidationAsync"/>).</param>
public sealed record ValidationEvent(string Id)
{
    /// <summary>The status has changed.</summary>
    public ValidationStatusChange? Status { get; init; }

    /// <summary>The numbers have changed.</summary>
    public ValidationProgress? Progress { get; init; }

    /// <summary>The validation has finished; no further event follows.</summary>
    public Validation? End { get; init; }
}

/// <summary>An event of an import. Exactly one of the three properties is not null.</summary>
/// <param name="Id">The event's id, with which a listener can continue (<see cref="OcflFunctionsClient.WatchImportAsync"/>).</param>
public sealed record ImportEvent(string Id)
{
    /// <summary>The status has changed.</summary>
    public ImportStatusChange? Status { get; init; }

    /// <summary>The numbers have changed.</summary>
    public ImportProgress? Progress { get; init; }

    /// <summary>The import has finished; no further event follows.</summary>
    public Import? End { get; init; }
}
