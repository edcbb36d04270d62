namespace DurableTask.Sqlite.Store;

/// <summary>A stored row is not as the engine writes it. A retry would find the same.</summary>
internal sealed class DamagedRowException(string message, Exception? innerException = null) : Exception(message, innerException);
