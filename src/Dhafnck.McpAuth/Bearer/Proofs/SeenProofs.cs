using System.Buffers.Binary;
using System.Security.Cryptography;
using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>
/// The proofs that this process has accepted, for as long as they could be accepted again. What one key adds leaves room for the
/// others, and a proof that does not fit is refused.
/// </summary>
internal sealed class SeenProofs(DpopOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();

    // From the acceptance of a proof whose clock is ahead until it is too old.
    private readonly TimeSpan _window = options.ProofLifetime + ProofVerifier.ClockSkew;
    private readonly int _maximumOfKey = options.MaximumProofs / 10;
    private Period _current = new(time.GetUtcNow(), time.GetTimestamp());
    private Period _former = new(time.GetUtcNow(), time.GetTimestamp());

    /// <summary>Uses a proof once.</summary>
    /// <param name="thumbprint">The thumbprint of its key.</param>
    /// <param name="identifier">Its <c>jti</c>.</param>
    public ProofUse Use(string thumbprint, string identifier)
    {
        var proof = Digest($"{thumbprint}.{identifier}");
        lock (_lock)
        {
            var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
            var (age, elapsed) = (now - _current.Since, time.GetElapsedTime(_current.Timestamp, timestamp));
            Turn(age < elapsed ? age : elapsed, now, timestamp);
            if (_current.Proofs.Contains(proof) || _former.Proofs.Contains(proof))
            {
                return ProofUse.Repeated;
            }

            if (IsFull(thumbprint))
            {
                // After the clock was set back, the current period would last until it is that late again.
                Turn(time.GetElapsedTime(_current.Timestamp, timestamp), now, timestamp);
                if (IsFull(thumbprint))
                {
                    return ProofUse.NoRoom;
                }
            }

            _current.Add(thumbprint, proof);
            return ProofUse.First;
        }
    }

    private bool IsFull(string thumbprint) =>
        _current.Proofs.Count + _former.Proofs.Count >= options.MaximumProofs || _current.CountOf(thumbprint) + _former.CountOf(thumbprint) >= _maximumOfKey;

    // A period takes proofs for one window and is kept for a second one, so that each proof is remembered for a window at least. A clock
    // that is ahead for a moment must not forget proofs, and one that was set back accepts them for longer. A period therefore ends only
    // when both clocks say so, unless the memory is full.
    private void Turn(TimeSpan age, DateTimeOffset now, long timestamp)
    {
        if (age >= _window)
        {
            _former = age < _window * 2 ? _current : new(now, timestamp);
            _current = new(now, timestamp);
        }
    }

    // 128 bits do not collide by chance. A client that makes two of its proofs collide has one of them refused.
    private static UInt128 Digest(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        TokenHash.Write(text, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private sealed class Period(DateTimeOffset since, long timestamp)
    {
        private readonly Dictionary<string, int> _ofKeys = new(StringComparer.Ordinal);

        public DateTimeOffset Since => since;

        public long Timestamp => timestamp;

        public HashSet<UInt128> Proofs { get; } = [];

        public int CountOf(string thumbprint) => _ofKeys.GetValueOrDefault(thumbprint);

        public void Add(string thumbprint, UInt128 proof)
        {
            Proofs.Add(proof);
            _ofKeys[thumbprint] = CountOf(thumbprint) + 1;
        }
    }
}
