namespace Ocfl.Validation;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>Good to know; the specification has no rule about it.</summary>
    Info,

    /// <summary>What should not be (SHOULD in the specification, or a rule of an extension); the object or root is valid all the same.</summary>
    Warning,

    /// <summary>What must not be (MUST in the specification): the object or root is not valid.</summary>
    Error,

    /// <summary>What could not be checked: without it nobody can say that the object or root is valid.</summary>
    Unchecked,
}
