using System.CommandLine;

namespace Ocfl.Cli.Service;

/// <summary>
/// An option, of a command for storage roots and services, that only a service follows. It is refused without one, and never taken from
/// the settings then.
/// </summary>
/// <param name="name">The option.</param>
internal sealed class ServiceOption(string name) : Option<string>(name);
