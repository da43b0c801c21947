//! The abbreviations of American addresses, after USPS Publication 28 (appendices B, C1 and C2), with what else people write.

use super::token::misread;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Kinds of streets, a line each: the full word, then what is written for it.
const KINDS: &str = "\
alley allee ally aly
anex annex annx anx
arcade arc
avenue ave av aven avenu avn avnue avenida
bayou bayoo byu
beach bch
bend bnd
bluff bluf blf bluffs blfs
bottom bot btm bottm
boulevard blvd boul boulv bvd blv
branch br brnch
bridge brg brdge
brook brk brooks brks
burg bg burgs bgs
bypass byp bypa bypas byps
camp cp cmp
canyon cyn canyn cnyn
cape cpe
causeway cswy causwa
center ctr cen cent centr centre cnter cntr centers ctrs
circle cir circ circl crcl crcle circles cirs
cliff clf cliffs clfs
club clb
common cmn commons cmns
corner cor corners cors
course crse
court ct crt courts cts
cove cv coves cvs
creek crk
crescent cres crsent crsnt crecent
crest crst
crossing xing crssng crossng
crossroad xrd crossroads xrds
curve curv
dale dl
dam dm
divide dv div dvd
drive dr driv drv drives drs
estate est estates ests
expressway expy exp expr express expw
extension ext extn extnsn extensions exts
fall falls fls
ferry fry frry
field fld fields flds
flat flt flats flts
ford frd fords frds
forest frst forests
forge frg forg forges frgs
fork frk forks frks
fort ft frt
freeway fwy freewy frway frwy
garden gdn gardn grden grdn gardens gdns grdns
gateway gtwy gatewy gatway gtway
glen gln glens glns
green grn greens grns
grove grv grov groves grvs
harbor hbr harb harbr hrbor harbors hbrs harbour
haven hvn
heights hts ht hgts
highway hwy highwy hiway hiwy hway
hill hl hills hls
hollow holw hllw hollows holws
inlet inlt
island is islnd islands iss islnds
isle isles
junction jct jction jctn junctn juncton jctns junctions jcts
key ky keys kys
knoll knl knol knolls knls
lake lk lakes lks
land
landing lndg lndng
lane ln la lanes
light lgt lights lgts
loaf lf
lock lck locks lcks
lodge ldg ldge lodg
loop loops
mall
manor mnr manors mnrs
meadow mdw meadows mdws medows
mews
mill ml mills mls
mission msn missn mssn
motorway mtwy
mount mt mnt
mountain mtn mntain mntn mountin mtin mountains mtns mntns
neck nck
orchard orch orchrd
oval ovl
overpass opas
park prk parks
parkway pkwy parkwy pkway pky parkways pkwys
pass
passage psge
path paths
pike pikes
pine pne pines pnes
place pl
plain pln plains plns
plaza plz plza
point pt points pts
port prt ports prts
prairie pr prr
radial radl rad radiel
ramp
ranch rnch ranches rnchs
rapid rpd rapids rpds
rest rst
ridge rdg rdge ridges rdgs
river riv rvr rivr
road rd roads rds
route rte rt
row
rue
run
shoal shl shoals shls
shore shr shoar shores shrs shoars
skyway skwy
spring spg spng sprng springs spgs spngs sprngs
spur spurs
square sq sqr sqre squ squares sqs sqrs
station sta statn stn
stravenue stra strav straven stravn strvn strvnue
stream strm streme
street st str strt streets sts
summit smt sumit sumitt
terrace ter terr
throughway trwy
trace trce traces
track trak trk tracks trks
trafficway trfy
trail trl trails trls
trailer trlr trlrs
tunnel tunl tunel tunls tunnels tunnl
turnpike tpke trnpk turnpk tnpk
underpass upas
union un unions uns
valley vly vally vlly valleys vlys
viaduct via vdct viadct
view vw views vws
village vlg vill villag villg villiage villages vlgs
ville vl
vista vis vist vst vsta
walk walks
wall
way wy ways
well wl wells wls
wharf whf
";

/// Parts of a building.
const UNITS: &str = "\
apartment apt apmt aptmt apart
basement bsmt
building bldg bld
department dept
floor fl flr
front frnt
hangar hngr
key
lobby lbby
lot
lower lowr
office ofc off
penthouse ph
pier
rear
room rm
side
slip
space spc
stop
suite ste suit
trailer trlr
unit un
upper uppr
level lvl
number no num
";

/// Quarters of the compass.
const WAYS: &str = "\
north n no nth
south s so sth
east e
west w
northeast ne
northwest nw
southeast se
southwest sw
";

/// States, the District and the territories: code and name.
const STATES: &str = "\
al alabama
ak alaska
az arizona ariz
ar arkansas ark
ca california calif cal
co colorado colo
ct connecticut conn
de delaware del
fl florida fla
ga georgia
hi hawaii
id idaho
il illinois ill
in indiana ind
ia iowa
ks kansas kans
ky kentucky
la louisiana
me maine
md maryland
ma massachusetts mass
mi michigan mich
mn minnesota minn
ms mississippi miss
mo missouri
mt montana mont
ne nebraska nebr
nv nevada nev
nh newhampshire
nj newjersey
nm newmexico
ny newyork
nc northcarolina
nd northdakota
oh ohio
ok oklahoma okla
or oregon ore
pa pennsylvania penn penna
ri rhodeisland
sc southcarolina
sd southdakota
tn tennessee tenn
tx texas tex
ut utah
vt vermont
va virginia
wa washington wash
wv westvirginia
wi wisconsin wis wisc
wy wyoming wyo
dc districtofcolumbia
pr puertorico
vi virginislands
gu guam
as americansamoa
mp northernmarianaislands
";

/// Words within names of streets that are written in more than one way.
const SAME: &str = "\
1st first
2nd second
3rd third
4th fourth
5th fifth
6th sixth
7th seventh
8th eighth
9th ninth
10th tenth
11th eleventh
12th twelfth
13th thirteenth
14th fourteenth
15th fifteenth
16th sixteenth
17th seventeenth
18th eighteenth
19th nineteenth
20th twentieth
mount mt
fort ft
center ctr centre
heights hts
hill hl
harbor harbour hbr
county cnty co
";

/// The lines of a table: each word to the number of its line, from 1, and the first word of each line.
struct Table {
    line_of: FxHashMap<&'static str, u8>,
    first: Vec<&'static str>,
}

impl Table {
    fn of(text: &'static str) -> Self {
        let mut table = Table {
            line_of: FxHashMap::default(),
            first: vec![""],
        };
        for line in text.lines() {
            let number = u8::try_from(table.first.len()).expect("a table has fewer than 256 lines");
            table.first.extend(line.split(' ').next());
            for word in line.split(' ') {
                table.line_of.entry(word).or_insert(number);
            }
        }
        table
    }

    fn first_of(&self, word: &str) -> Option<&'static str> {
        self.line_of.get(word).map(|&line| self.first[usize::from(line)])
    }
}

/// A kind of street by any of its spellings, folded: the same number for all; `None` for another word. Never 0.
pub(super) fn kind(word: &str) -> Option<u8> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(KINDS));
    TABLE.line_of.get(word).copied()
}

/// Kinds that are known though a letter is wrong, or the gap before them is.
const WRITTEN_OUT: [&str; 12] = [
    "street",
    "avenue",
    "road",
    "lane",
    "drive",
    "court",
    "boulevard",
    "terrace",
    "place",
    "crescent",
    "circle",
    "parkway",
];
/// The first of these, so many, are so usual that the words are hardly ever part of a street's name.
const PLAIN: usize = 8;
/// The loss above which no more than one letter is wrong, lost, gained or changed places with the next.
const ONE_WRONG: f32 = -9.0;
/// Letters of a street's name, fewer than which before a kind make no name: `Broad` is no road.
const SHORTEST_NAME: usize = 3;

/// Whether this kind is so usual that the word is hardly ever part of a street's name.
pub(super) fn is_plain(word: &str) -> bool {
    kind(word).is_some_and(|kind_of| WRITTEN_OUT[..PLAIN].iter().any(|plain| kind(plain) == Some(kind_of)))
}

/// The name of a street whose kind was not read for one: its last letters are a kind (`elmstreet`, `elms treet`), or its last word is one with a letter
/// wrong (`elm stret`).
pub(super) fn without_kind(words: &[&str]) -> Option<String> {
    let squeezed = words.concat();
    let mut names = WRITTEN_OUT.iter().filter_map(|kind| squeezed.strip_suffix(kind));
    if let Some(name) = names.next().filter(|name| name.len() >= SHORTEST_NAME) {
        return Some(name.to_owned());
    }
    let (last, name) = words.split_last()?;
    let is_nearly = |kind: &str| misread(kind.as_bytes(), last.as_bytes()) > ONE_WRONG;
    (!name.is_empty() && long_kinds().any(is_nearly)).then(|| name.join(" "))
}

/// Those that are not a letter away from another word that ends a street's name: not `lane`, which is from `land`.
fn long_kinds() -> impl Iterator<Item = &'static str> {
    WRITTEN_OUT.into_iter().filter(|kind| kind.len() > 4)
}

/// Whether this word says that a unit follows.
pub(super) fn says_unit(word: &str) -> bool {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(UNITS));
    TABLE.line_of.contains_key(word)
}

/// A quarter of the compass by any of its spellings. Never 0.
pub(super) fn way(word: &str) -> Option<u8> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(WAYS));
    TABLE.line_of.get(word).copied()
}

/// A state by its code or name (folded, without spaces). Never 0.
pub(super) fn state(word: &str) -> Option<u8> {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(STATES));
    TABLE.line_of.get(word).copied()
}

/// The one spelling of a word within a street's name.
pub(super) fn usual(word: &str) -> &str {
    static TABLE: LazyLock<Table> = LazyLock::new(|| Table::of(SAME));
    TABLE.first_of(word).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_known_by_most_of_its_letters() {
        let name = |street: &str| without_kind(&street.split(' ').collect::<Vec<_>>()).unwrap_or_default();
        assert_eq!(name("elm stret"), "elm");
        assert_eq!(name("mill pond cerscent"), "mill pond");
        assert_eq!(
            (name("elmstreet"), name("elms treet")),
            ("elm".to_owned(), "elm".to_owned())
        );
        assert_eq!(
            (name("broad"), name("wood land"), name("mill pond")),
            Default::default()
        );
    }

    #[test]
    fn spellings_of_one_kind_are_one() {
        assert_eq!(kind("street"), kind("st"));
        assert_eq!(kind("ave"), kind("avenue"));
        assert_ne!(kind("st"), kind("ave"));
        assert_eq!(kind("summer"), None);
        assert_eq!((way("north"), way("ne")), (way("n"), way("northeast")));
        assert_eq!(state("ma"), state("massachusetts"));
        assert!(says_unit("apt") && !says_unit("main"));
        assert_eq!((usual("fifth"), usual("pearl")), ("5th", "pearl"));
    }
}
