//! Chance that is the same every time: SplitMix64, forked by label so that pages can be drawn in any order.

use crate::geometry::f64_of;

/// A stream of pseudo-random numbers; the same seed gives the same stream on every machine.
#[derive(Clone, Debug)]
pub(crate) struct Rng(u64);

impl Rng {
    /// The stream of this seed.
    pub(crate) fn new(seed: u64) -> Self {
        Rng(seed)
    }

    /// Another stream that depends on this one's state and on the label only.
    pub(crate) fn fork(&self, label: u64) -> Self {
        let mut other = Rng(self.0 ^ label.wrapping_mul(0xA24B_AED4_963E_E407));
        other.bits();
        other
    }

    /// 64 even bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).expect("a length fits in 64 bits").max(1);
        usize::try_from(self.bits() % n).expect("it is below a length")
    }

    /// A whole number in `low..=high`.
    pub(crate) fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low).expect("low is not above high") + 1;
        low + i64::try_from(self.bits() % span).expect("it is within the span")
    }

    /// In 0..1.
    pub(crate) fn unit(&mut self) -> f64 {
        f64_of(usize::try_from(self.bits() >> 32).expect("32 bits fit")) / 4_294_967_296.0
    }

    /// In `low..high`.
    pub(crate) fn range(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// True in `p` of all cases.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// One of them.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Nearly normal, of mean 0 and deviation 1: the sum of eight bytes.
    pub(crate) fn normal(&mut self) -> f32 {
        let sum: u16 = self.bits().to_le_bytes().into_iter().map(u16::from).sum();
        (f32::from(sum) - 1020.0) / 209.0
    }

    /// In any order, all equally likely.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// So many digits, the first not 0.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|i| char::from(b"1234567890"[self.below(if i == 0 { 9 } else { 10 })]))
            .collect()
    }
}
