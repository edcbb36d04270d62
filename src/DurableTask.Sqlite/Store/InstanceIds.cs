namespace DurableTask.Sqlite.Store;

/// <summary>The rule for instance ids: every backend of the Durable Task framework accepts them.</summary>
internal static class InstanceIds
{
    public const int MaxLength = 100;

    /// <exception cref="ArgumentException">The id is empty, too long, or has a character that some backend refuses.</exception>
    public static void Require(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > MaxLength || id[0] == '@' || id.AsSpan().ContainsAny("/\\#?") || id.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException(
                $"'{id}' cannot be an instance id: at most {MaxLength} characters of printable ASCII, none of / \\ # ?, "
                    + "and no @ at the start.",
                nameof(id));
        }
    }
}
