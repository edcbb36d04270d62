namespace DurableTask.Sqlite.Store;

/// <summary>Puts a message into the inbox of an instance that is not finished.</summary>
internal sealed class SendMessage(string id, MessageKind kind, int task, string? name, string? payload) : WriteOperation
{
    public override bool FailsFast => true;

    /// <summary>False where there is none, or it is finished: the message is dropped.</summary>
    public bool IsSent { get; private set; }

    public override void Apply(WriteSession session)
    {
        IsSent = false;
        if (session.FindInstance(id) is { } instance && !InstanceRow.IsFinal(instance.Status))
        {
            session.Post(instance.Run, kind, task, name, payload);
            IsSent = true;
        }
    }
}
