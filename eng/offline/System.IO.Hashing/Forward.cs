using System.Runtime.CompilerServices;

// A reference that is used: without one the build would not copy the assembly to those who refer to this project.
[assembly: TypeForwardedTo(typeof(System.IO.Hashing.NonCryptographicHashAlgorithm))]
