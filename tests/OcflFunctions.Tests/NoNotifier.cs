using Microsoft.Extensions.Options;
using OcflFunctions.Hosting;
using OcflFunctions.Notify;

namespace OcflFunctions.Tests;

/// <summary>A notifier without receivers.</summary>
internal static class NoNotifier
{
    /// <summary>A notifier.</summary>
    public static Notifier Create() => new(Options.Create(new OcflOptions()), TimeProvider.System);
}
