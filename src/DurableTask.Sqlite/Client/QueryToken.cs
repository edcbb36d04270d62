using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace DurableTask.Sqlite.Client;

/// <summary>Where a listing goes on: behind the instance created then, with that id.</summary>
internal sealed record QueryToken(long Created, string Id)
{
    /// <exception cref="ArgumentException">The text is no token of ours.</exception>
    public static QueryToken Parse(string token)
    {
        string text = Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : string.Empty;
        int separator = text.IndexOf('|', StringComparison.Ordinal);
        return separator > 0 && long.TryParse(text.AsSpan(0, separator), NumberStyles.None, CultureInfo.InvariantCulture, out long created)
            ? new QueryToken(created, text[(separator + 1)..])
            : throw new ArgumentException("The continuation token is not one that this store has given out.", nameof(token));
    }

    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Created}|{Id}")));
}
