//! Ladders of sizes.

/// Six sizes over a factor of 32.
pub(super) const SIX: &[u64] = &doublings::<6>(64);

/// Eight sizes over a factor of 128.
pub(super) const EIGHT: &[u64] = &doublings::<8>(32);

/// Ten sizes over a factor of 512.
pub(super) const TEN: &[u64] = &doublings::<10>(64);

/// Twelve sizes over a factor of 2048.
pub(super) const TWELVE: &[u64] = &doublings::<12>(16);

/// Thirteen sizes over a factor of 4096.
pub(super) const THIRTEEN: &[u64] = &doublings::<13>(8);

/// Sixteen sizes, two an octave, from 16 to 2896.
pub(super) const SIXTEEN: &[u64] = &half_octaves::<16>(16);

/// Eight sizes, two a decade, over a factor of 3162.
pub(super) const DECADES: &[u64] = &[10, 32, 100, 316, 1000, 3162, 10_000, 31_623];

/// Nine sizes at uneven distances, over a factor of 200.
pub(super) const UNEVEN: &[u64] = &[30, 47, 100, 130, 400, 1000, 3000, 3500, 6000];

/// Seven sizes close together and one far away.
pub(super) const LONE: &[u64] = &[100, 120, 150, 200, 240, 300, 400, 6400];

/// Ten sizes of which seven lie in the last quarter of the range of log M.
pub(super) const LATE: &[u64] = &[16, 64, 256, 700, 900, 1100, 1300, 1500, 1750, 2000];

const fn doublings<const N: usize>(first: u64) -> [u64; N] {
    let mut sizes = [first; N];
    let mut place = 1;
    while place < N {
        sizes[place] = 2 * sizes[place - 1];
        place += 1;
    }
    sizes
}

const fn half_octaves<const N: usize>(first: u64) -> [u64; N] {
    let mut sizes = [first; N];
    let mut place = 1;
    while place < N {
        sizes[place] = ((first * first) << place).isqrt();
        place += 1;
    }
    sizes
}
