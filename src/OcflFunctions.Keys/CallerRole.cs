namespace OcflFunctions.Keys;

/// <summary>What a caller may do. Each role may do what the roles before it may.</summary>
public enum CallerRole
{
    /// <summary>Reads: updates, validations, objects, stages.</summary>
    Reader,

    /// <summary>Changes: starts updates and validations, uploads, and controls updates.</summary>
    Writer,

    /// <summary>Manages: purges, retries held updates, and uses the engine's own API.</summary>
    Operator,
}

/// <summary>The roles by their names.</summary>
public static class CallerRoles
{
    /// <summary>The names as a command line has them, in the order of the roles.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<CallerRole>().Select(WordOf)];

    /// <summary>A role's name as a command line has it.</summary>
    public static string WordOf(CallerRole role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a name, in any case. A number, or two names at once, is not a role.</summary>
    /// <returns>Null if there is no such role.</returns>
    public static CallerRole? Find(string name)
    {
        foreach (CallerRole role in Enum.GetValues<CallerRole>())
        {
            if (role.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return role;
            }
        }

        return null;
    }
}
