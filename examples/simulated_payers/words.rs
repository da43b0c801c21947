//! Names by their rank: the usual ones from a table with about their frequencies in the United States, rarer ones made of syllables.

use crate::chance::Chance;

/// The usual surnames, per hundred thousand people.
const SURNAMES: &str = "smith 828 johnson 655 williams 551 brown 487 jones 483 garcia 395 miller 393 davis 378 rodriguez 371 \
martinez 359 hernandez 354 lopez 296 gonzalez 285 wilson 271 anderson 265 thomas 256 taylor 254 moore 245 jackson 240 martin 238 \
lee 235 perez 231 thompson 225 white 224 harris 211 sanchez 208 clark 190 ramirez 189 lewis 180 robinson 179 walker 177 young 164 \
allen 163 king 158 wright 155 scott 149 torres 148 nguyen 148 hill 147 flores 146 green 146 adams 145 nelson 144 baker 142 hall 138 \
rivera 132 campbell 131 mitchell 130 carter 127 roberts 127 gomez 124 phillips 122 evans 121 turner 118 diaz 117 parker 113 cruz 112 \
edwards 112 collins 110 reyes 109 stewart 108 morris 107 morales 106 murphy 104 cook 102 rogers 102 gutierrez 101 ortiz 100 morgan 99 \
cooper 98 peterson 96 bailey 96 reed 95 kelly 94 howard 93 ramos 92 kim 91 cox 90 ward 89 richardson 88 watson 87 brooks 86 chavez 86 \
wood 85 james 84 bennett 84 gray 83 mendoza 82 ruiz 82 hughes 81 price 80 alvarez 80 castillo 79 sanders 79 patel 78 myers 77 long 77 \
ross 76 foster 76 jimenez 75";

/// The usual given names of grown people, per ten thousand.
const GIVEN: &str = "james 142 mary 140 john 138 robert 132 michael 130 william 108 david 106 patricia 92 jennifer 90 linda 84 \
elizabeth 82 richard 80 barbara 74 joseph 74 susan 66 thomas 66 jessica 64 christopher 62 charles 62 daniel 60 sarah 58 matthew 56 \
karen 54 anthony 54 maria 54 lisa 52 nancy 50 mark 50 donald 46 ashley 46 steven 46 kimberly 44 paul 44 margaret 44 andrew 44 \
joshua 42 sandra 42 kenneth 40 emily 40 donna 40 michelle 40 kevin 40 carol 38 brian 38 george 38 amanda 38 jose 36 melissa 36 \
timothy 36 deborah 36 ronald 34 stephanie 34 edward 34 rebecca 34 jason 34 laura 34 jeffrey 34 sharon 32 ryan 32 cynthia 32 \
jacob 32 kathleen 30 gary 30 amy 30 nicholas 30 angela 30 eric 30 shirley 28 jonathan 28 anna 28 stephen 28 brenda 28 larry 28 \
pamela 28 justin 28 emma 26 scott 26 nicole 26 brandon 26 helen 26 benjamin 26 samantha 26 samuel 26 katherine 24 gregory 24 \
christine 24 alexander 24 debra 24 patrick 24 rachel 24 frank 24 carolyn 24 raymond 22 janet 22 jack 22 juan 22 luis 22 ana 20";

const STREETS: &str = "main park oak pine maple cedar elm washington lake hill walnut spring north ridge church willow mill sunset \
railroad jackson west south cherry river central center meadow highland forest jefferson lincoln madison franklin pleasant chestnut \
broad school prospect union grove adams summer winter pearl water front court state liberty canal monroe college high valley \
beacon harvard essex norfolk plymouth";

const SYLLABLES: [&str; 64] = [
    "ba", "bel", "ber", "bo", "bran", "car", "che", "cor", "da", "del", "den", "dor", "du", "el", "fer", "fin", "ga",
    "gar", "gol", "gre", "ha", "hen", "hol", "is", "ja", "ka", "kel", "kin", "kow", "la", "lan", "len", "lo", "ma",
    "man", "mar", "mi", "mon", "na", "ner", "no", "or", "pa", "per", "po", "qui", "ra", "rin", "ro", "sa", "sen",
    "shi", "sil", "ste", "ta", "ter", "to", "tre", "va", "vin", "wal", "wi", "ya", "zu",
];
const ENDS: [&str; 16] = [
    "son", "ski", "man", "ez", "ton", "ley", "ov", "er", "elli", "aux", "ini", "berg", "ard", "field", "ie", "o",
];

/// Words with their summed frequencies.
pub(crate) struct Ranked {
    usual: Vec<(&'static str, f64)>,
    /// The shares of ranks up to a hundred, a thousand, ten thousand, a hundred thousand; the rest are rarer still.
    shares: [f64; 4],
    surnames: bool,
}

impl Ranked {
    pub(crate) fn surnames() -> Self {
        Ranked::of(SURNAMES, [0.17, 0.40, 0.70, 0.93], true)
    }

    pub(crate) fn given() -> Self {
        Ranked::of(GIVEN, [0.45, 0.80, 0.95, 0.995], false)
    }

    fn of(table: &'static str, shares: [f64; 4], surnames: bool) -> Self {
        let words: Vec<&str> = table.split_whitespace().collect();
        let mut sum = 0.0;
        let usual = words.chunks_exact(2).map(|pair| {
            sum += pair[1].parse::<f64>().expect("a frequency");
            (pair[0], sum)
        });
        Ranked {
            usual: usual.collect(),
            shares,
            surnames,
        }
    }

    /// A rank as often as it is borne.
    pub(crate) fn draw(&self, chance: &mut Chance) -> u32 {
        let share = chance.unit();
        match self.shares.iter().position(|&below| share < below) {
            Some(0) => {
                let sum = chance.unit() * self.usual.last().expect("a table").1;
                u32::try_from(self.usual.partition_point(|word| word.1 < sum)).expect("a small table")
            }
            Some(1) => chance.rank(100.0, 1e3),
            Some(2) => chance.rank(1e3, 1e4),
            Some(3) => chance.rank(1e4, 1e5),
            _ => chance.rank(1e5, 1e6),
        }
    }

    /// The name of a rank.
    pub(crate) fn name(&self, rank: u32) -> String {
        if let Some(word) = usize::try_from(rank).ok().and_then(|rank| self.usual.get(rank)) {
            return word.0.to_owned();
        }
        let mut chance = Chance::new(u64::from(rank), if self.surnames { 77 } else { 78 });
        let syllables = 1 + u32::from(rank > 800) + u32::from(rank > 20_000);
        let mut name: String = (0..syllables).map(|_| chance.pick(&SYLLABLES)).collect();
        name.push_str(chance.pick(&SYLLABLES));
        if self.surnames {
            name.push_str(chance.pick(&ENDS));
        } else {
            name.push_str(chance.pick(&["a", "e", "ie", "n", "y", "o"]));
        }
        name
    }
}

/// A street's name.
pub(crate) fn street(chance: &mut Chance) -> String {
    if chance.chance(0.55) {
        let streets: Vec<&str> = STREETS.split_whitespace().collect();
        return chance.pick(&streets).to_owned();
    }
    let rank = chance.rank(1.0, 20_000.0);
    let mut of = Chance::new(u64::from(rank), 79);
    let mut name: String = (0..2 + rank % 2).map(|_| of.pick(&SYLLABLES)).collect();
    if rank.is_multiple_of(5) {
        name.push(' ');
        name.push_str(of.pick(&["hill", "pond", "brook", "view", "hollow"]));
    }
    name
}
