namespace OcflFunctions.Http.Access;

/// <summary>What a caller may do. Each role may do what the roles before it may.</summary>
internal enum CallerRole
{
    /// <summary>Reads: updates, validations, objects, stages.</summary>
    Reader,

    /// <summary>Changes: starts updates and validations, uploads, and controls updates.</summary>
    Writer,

    /// <summary>Manages: purges, retries held updates, and uses the engine's own API.</summary>
    Operator,
}
