namespace Ocfl.Staging;

/// <summary>How the files of an update become a version state.</summary>
public enum UpdateMode
{
    /// <summary>The new version has these files and no others.</summary>
    Replace,

    /// <summary>The new version has what the last one has, and these files in addition or instead.</summary>
    Merge,

    /// <summary>The new version has what the last one has; of these files it gets those that changes name.</summary>
    Select,
}
