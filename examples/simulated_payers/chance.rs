//! Chance that is the same every time: SplitMix64.

/// A stream of pseudo-random numbers.
#[derive(Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Chance(seed ^ stream.wrapping_mul(0xA24B_AED4_963E_E407));
        chance.bits();
        chance
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// In 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.bits() >> 32).expect("32 bits")) / 4_294_967_296.0
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Below `n`.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.bits() % n.max(1)
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        let at = usize::try_from(self.below(u64::try_from(of.len()).expect("small"))).expect("small");
        of[at]
    }

    /// A place in `low..high`, its logarithm even: as names are by rank.
    pub(crate) fn rank(&mut self, low: f64, high: f64) -> u32 {
        lockbox::geometry::round_u32(low * (high / low).powf(self.unit()))
    }

    pub(crate) fn letter(&mut self) -> char {
        char::from(b'a' + u8::try_from(self.below(26)).expect("below 26"))
    }

    pub(crate) fn digit(&mut self) -> char {
        char::from(b'0' + u8::try_from(self.below(10)).expect("below 10"))
    }
}
