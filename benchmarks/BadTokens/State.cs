namespace BadTokens;

/// <summary>How a server does.</summary>
/// <param name="RequestsPerSecond">How many good requests it answers in a second: the median of some rounds.</param>
/// <param name="ServerMicroseconds">The processor time that one takes it, likewise.</param>
/// <param name="Memory">The managed bytes that it needs, after a full collection.</param>
internal sealed record State(double RequestsPerSecond, double ServerMicroseconds, long Memory);
