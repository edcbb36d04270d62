namespace OcflFunctions.Client;

/// <summary>The address of the service, and how its client retries and polls.</summary>
public sealed class OcflFunctionsClientOptions
{
    /// <summary>
    /// The service's address without <c>/api</c>, such as <c>https://archive.azurewebsites.net</c>; null for the
    /// <see cref="HttpClient.BaseAddress"/> of the client given.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The function key, sent as <c>x-functions-key</c>; null if the service requires none.</summary>
    public string? FunctionKey { get; set; }

    /// <summary>How many attempts a call has if it fails for a reason that may be transient; 1 for no retry.</summary>
    public int Attempts { get; set; } = 5;

    /// <summary>How long to wait before the second attempt if the service does not say; each further wait is up to twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two attempts, even if the service asks for a longer one.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long <see cref="OcflFunctionsClient.WaitAsync"/> waits between two polls if the service does not say.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">An option is not valid; the message names it.</exception>
    internal void Check()
    {
        Require(Address is null or { IsAbsoluteUri: true }, nameof(Address), "must be absolute");
        Require(FunctionKey is null || (FunctionKey.Length > 0
            && FunctionKey.All(character => character is > ' ' and <= '~')), nameof(FunctionKey), "must be visible ASCII characters");
        Require(Attempts >= 1, nameof(Attempts), "must be at least 1");
        Require(FirstRetryDelay >= TimeSpan.Zero, nameof(FirstRetryDelay), "must not be negative");
        Require(MaxRetryDelay >= FirstRetryDelay, nameof(MaxRetryDelay), $"must be at least {nameof(FirstRetryDelay)}");
        Require(PollInterval >= TimeSpan.Zero, nameof(PollInterval), "must not be negative");
    }

    private static void Require(bool isRight, string option, string rule)
    {
        if (!isRight)
        {
            throw new ArgumentException($"The option {option} {rule}.", option);
        }
    }
}
