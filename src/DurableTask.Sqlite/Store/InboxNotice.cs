namespace DurableTask.Sqlite.Store;

/// <summary>A run has a new message in its inbox.</summary>
internal readonly record struct InboxNotice(long Run, long Message, bool IsControl);
