namespace Ocfl.Validation;

/// <summary>Whether an object is where its storage root's layout puts it.</summary>
public enum ObjectPlace
{
    /// <summary>The root has no layout that is known, or the object no id that can be read.</summary>
    Unknown,

    /// <summary>It is in its place.</summary>
    Right,

    /// <summary>It is elsewhere, or the layout has no place for its id.</summary>
    Wrong,
}
