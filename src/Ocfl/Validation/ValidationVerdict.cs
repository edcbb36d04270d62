namespace Ocfl.Validation;

/// <summary>The verdict on an object, on a storage root, or on a root with all its objects.</summary>
public enum ValidationVerdict
{
    /// <summary>Everything was checked, and there is no error.</summary>
    Valid,

    /// <summary>There are errors, whether everything was checked or not.</summary>
    Invalid,

    /// <summary>There is no error, but not everything could be checked: it is not known whether it is valid.</summary>
    Incomplete,
}
