//! What a line reader's posterior says of texts: the likeliest text, the likelihood of a given one, and the likeliest values of a grammar.
//!
//! A posterior is never read greedily where it is known what may stand there: it is asked how well each possible text fits
//! (connectionist temporal classification, Graves et al. 2006). Maps hash the same way in every run, so that sums come out the same to the last bit.

use super::neural::Posterior;
use rustc_hash::{FxBuildHasher, FxHashMap as HashMap};
use std::hash::Hash;

/// A text as it was read, with how sure each character is, 0..=1.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Read {
    /// What it says.
    pub text: String,
    /// The reader's probability of each character where it stands highest.
    pub certainty: Vec<f32>,
    /// The step at which each character stands highest.
    pub steps: Vec<usize>,
}

impl Read {
    /// The least sure character's certainty; 1 for an empty text.
    pub fn least(&self) -> f32 {
        self.certainty.iter().copied().fold(1.0, f32::min)
    }

    /// Takes up what was read of the next words of the line. Their steps are counted from their own beginning.
    pub fn append(&mut self, next: Read) {
        if !self.text.is_empty() {
            self.text.push(' ');
            self.certainty.push(1.0);
            self.steps.push(0);
        }
        self.text.push_str(&next.text);
        self.certainty.extend(next.certainty);
        self.steps.extend(next.steps);
    }

    /// The mean certainty; 0 for an empty text.
    pub fn mean(&self) -> f32 {
        let count = u16::try_from(self.certainty.len()).unwrap_or(u16::MAX);
        if count == 0 {
            return 0.0;
        }
        self.certainty.iter().sum::<f32>() / f32::from(count)
    }
}

/// The likeliest character at every step, repetitions and blanks taken out.
pub fn best(posterior: &Posterior, alphabet: &[char]) -> Read {
    let mut read = Read::default();
    let mut last = 0;
    for step in 0..posterior.steps() {
        let row = posterior.row(step);
        let class = (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b])).unwrap_or(0);
        let sure = row[class].exp();
        if class != 0 && class == last {
            if let Some((most, at)) = read.certainty.last_mut().zip(read.steps.last_mut())
                && sure > *most
            {
                (*most, *at) = (sure, step);
            }
        } else if class != 0 {
            read.text.extend(alphabet.get(class - 1));
            read.certainty.push(sure);
            read.steps.push(step);
        }
        last = class;
    }
    read
}

/// The sum of two probabilities as logarithms.
pub fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY {
        return high;
    }
    high + (low - high).exp().ln_1p()
}

/// What may stand on a line, character by character. Two beginnings with the same state are the same to it, so that the spellings of one value add up.
pub trait Grammar {
    /// All that matters of what was read so far.
    type State: Clone + Eq + Hash;
    /// What a whole line means.
    type Value: Clone + Eq + Hash;

    /// Before the first character.
    fn start(&self) -> Self::State;

    /// Every class that may follow, the state after it, and its log-weight: 0 for what is usual, less for what is seldom.
    fn next(&self, state: &Self::State, each: &mut dyn FnMut(usize, Self::State, f32));

    /// What the line means if it ends here, with the log-weight of ending so; `None` if it may not end here.
    fn value(&self, state: &Self::State) -> Option<(Self::Value, f32)>;
}

/// A hypothesis: the log-likelihood that it ends in a blank or in its last character.
#[derive(Clone, Copy)]
struct Mass {
    blank: f32,
    last: f32,
}

impl Mass {
    const NONE: Mass = Mass {
        blank: f32::NEG_INFINITY,
        last: f32::NEG_INFINITY,
    };

    fn all(self) -> f32 {
        log_add(self.blank, self.last)
    }
}

/// Log-likelihood lost beyond which a hypothesis is given up.
const LOST: f32 = 22.0;

/// The likeliest values of a grammar with their log-likelihoods, the best first: a prefix beam search over states. `width` hypotheses are kept at
/// each step. No step's character is held for less likely than `floor`, a log-probability: a misread, missing or
/// supernumerary character costs about that much, and not everything.
pub fn likeliest<G: Grammar>(grammar: &G, posterior: &Posterior, width: usize, floor: f32) -> Vec<(G::Value, f32)> {
    let mut beam: HashMap<(G::State, usize), Mass> = HashMap::default();
    beam.insert(
        (grammar.start(), 0),
        Mass {
            blank: 0.0,
            last: f32::NEG_INFINITY,
        },
    );
    for step in 0..posterior.steps() {
        let row: Vec<f32> = posterior.row(step).iter().map(|&value| value.max(floor)).collect();
        let mut grown: HashMap<(G::State, usize), Mass> =
            HashMap::with_capacity_and_hasher(beam.len() * 4, FxBuildHasher);
        for ((state, last), mass) in &beam {
            let stays = Mass {
                blank: mass.all() + row[0],
                last: if *last == 0 {
                    f32::NEG_INFINITY
                } else {
                    mass.last + row[*last]
                },
            };
            grown.insert((state.clone(), *last), stays);
        }
        let most = grown.values().map(|mass| mass.all()).fold(f32::NEG_INFINITY, f32::max);
        for ((state, class), likelihood) in successors(grammar, &beam, &row, most - LOST, width) {
            let to = grown.entry((state, class)).or_insert(Mass::NONE);
            to.last = log_add(to.last, likelihood);
        }
        beam = pruned(grown, width);
    }
    let mut values: HashMap<G::Value, f32> = HashMap::default();
    for ((state, _), mass) in &beam {
        if let Some((value, weight)) = grammar.value(state) {
            let sum = values.entry(value).or_insert(f32::NEG_INFINITY);
            *sum = log_add(*sum, mass.all() + weight);
        }
    }
    let mut values: Vec<(G::Value, f32)> = values.into_iter().collect();
    values.sort_by(|a, b| b.1.total_cmp(&a.1));
    values
}

/// What a step's new characters make of the hypotheses in the beam, each with its log-likelihood. Those below `least` would be given up; and of what is left only so many are looked
/// up as the beam may hold, several times over, for several ways may lead to one hypothesis.
fn successors<G: Grammar>(
    grammar: &G,
    beam: &HashMap<(G::State, usize), Mass>,
    row: &[f32],
    least: f32,
    width: usize,
) -> Vec<((G::State, usize), f32)> {
    /// How many ways are looked up for each hypothesis that is kept.
    const WAYS: usize = 4;
    let mut found: Vec<((G::State, usize), f32)> = Vec::new();
    for ((state, last), mass) in beam {
        let all = mass.all();
        grammar.next(state, &mut |class, next, weight| {
            // The same character again needs a blank between.
            let from = if class == *last { mass.blank } else { all };
            let likelihood = from + row[class] + weight;
            if likelihood > least {
                found.push(((next, class), likelihood));
            }
        });
    }
    if found.len() > width * WAYS {
        found.select_nth_unstable_by(width * WAYS - 1, |a, b| b.1.total_cmp(&a.1));
        found.truncate(width * WAYS);
    }
    found
}

fn pruned<K: Eq + Hash>(grown: HashMap<K, Mass>, width: usize) -> HashMap<K, Mass> {
    let mut ranked: Vec<(K, Mass, f32)> = grown.into_iter().map(|(key, mass)| (key, mass, mass.all())).collect();
    if ranked.len() > width {
        ranked.select_nth_unstable_by(width - 1, |a, b| b.2.total_cmp(&a.2));
        ranked.truncate(width);
    }
    let most = ranked.iter().map(|(.., all)| *all).fold(f32::NEG_INFINITY, f32::max);
    ranked
        .into_iter()
        .filter(|(.., all)| *all > most - LOST)
        .map(|(key, mass, _)| (key, mass))
        .collect()
}

/// The log-likelihood of a text, given as classes; every step's log-probability is at least `floor`.
pub fn score(posterior: &Posterior, classes: &[usize], floor: f32) -> f32 {
    let width = 2 * classes.len() + 1;
    let class = |at: usize| if at.is_multiple_of(2) { 0 } else { classes[at / 2] };
    let mut now = vec![f32::NEG_INFINITY; width];
    now[0] = 0.0;
    let mut begun = false;
    for step in 0..posterior.steps() {
        let row = posterior.row(step);
        let before = now.clone();
        for at in 0..width {
            let mut sum = if begun || at == 0 {
                before[at]
            } else {
                f32::NEG_INFINITY
            };
            if at >= 1 {
                sum = log_add(sum, before[at - 1]);
            }
            if at >= 2 && class(at) != 0 && class(at) != class(at - 2) {
                sum = log_add(sum, before[at - 2]);
            }
            now[at] = sum + row[class(at)].max(floor);
        }
        begun = true;
    }
    let end = now[width - 1];
    if width >= 2 { log_add(end, now[width - 2]) } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Any number of `a`, each worth one, then it may end with a `b`.
    struct Letters;

    impl Grammar for Letters {
        type State = (u32, bool);
        type Value = u32;

        fn start(&self) -> Self::State {
            (0, false)
        }

        fn next(&self, state: &Self::State, each: &mut dyn FnMut(usize, Self::State, f32)) {
            if !state.1 {
                each(1, (state.0 + 1, false), 0.0);
                each(2, (state.0, true), 0.0);
            }
        }

        fn value(&self, state: &Self::State) -> Option<(u32, f32)> {
            Some((state.0, 0.0))
        }
    }

    fn posterior(rows: &[[f32; 3]]) -> Posterior {
        Posterior::new(3, rows.iter().flatten().map(|p| p.max(1e-9).ln()).collect()).unwrap()
    }

    #[test]
    fn repetitions_need_a_blank_between() {
        let doubled = posterior(&[[0.1, 0.9, 0.0], [0.0, 0.9, 0.1], [0.8, 0.1, 0.1], [0.1, 0.9, 0.0]]);
        assert_eq!(best(&doubled, &['a', 'b']).text, "aa");
        assert_eq!(likeliest(&Letters, &doubled, 20, -20.0)[0].0, 2);
    }

    #[test]
    fn the_likelihood_of_a_value_is_the_sum_over_its_texts() {
        let line = posterior(&[[0.2, 0.5, 0.3], [0.3, 0.4, 0.3], [0.5, 0.2, 0.3]]);
        let values = likeliest(&Letters, &line, 100, -30.0);
        let one = values.iter().find(|(value, _)| *value == 1).unwrap().1;
        let texts = log_add(score(&line, &[1], -30.0), score(&line, &[1, 2], -30.0));
        assert!((one - texts).abs() < 1e-4, "{one} {texts}");
    }

    #[test]
    fn the_likelihoods_of_all_texts_sum_to_one() {
        let line = posterior(&[[0.2, 0.5, 0.3], [0.3, 0.4, 0.3]]);
        let texts: [&[usize]; 7] = [&[], &[1], &[2], &[1, 2], &[2, 1], &[1, 1], &[2, 2]];
        let sum: f32 = texts.iter().map(|text| score(&line, text, -30.0).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    }
}
