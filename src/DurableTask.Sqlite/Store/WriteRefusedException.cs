namespace DurableTask.Sqlite.Store;

/// <summary>Carries a refusal out of a transaction: the group goes on without the operation.</summary>
internal sealed class WriteRefusedException(Exception reason) : Exception(reason.Message, reason);
