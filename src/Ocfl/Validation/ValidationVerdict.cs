namespace Ocfl.Validation;

/// <summary>What can be said of an object, of a storage root, or of a root with all its objects.</summary>
public enum ValidationVerdict
{
    /// <summary>Everything was checked, and there is no error.</summary>
    Valid,

    /// <summary>There are errors, whether everything was checked or not.</summary>
    Invalid,

    /// <summary>There is no error, but not everything could be checked: nobody can say that it is valid.</summary>
    Incomplete,
}
