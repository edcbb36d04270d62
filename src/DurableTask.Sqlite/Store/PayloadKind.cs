namespace DurableTask.Sqlite.Store;

/// <summary>What of an instance is kept in the table payloads. The numbers are recorded.</summary>
internal enum PayloadKind
{
    Input = 0,
    Output = 1,
    CustomStatus = 2,
    Failure = 3,
}
