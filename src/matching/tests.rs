//! Situations in the trade's words: who pays, for whom, and what becomes of it.

mod amount;
mod lost;
mod misread;

use super::*;
use crate::money::Amount;
use proptest::prelude::*;

fn account(member_id: &str, name: &str, address: &str) -> Row {
    let (address1, rest) = address.split_once(", ").unwrap();
    let (city, zip) = rest.split_once(' ').unwrap();
    let (address1, address2) = address1.split_once(" #").unwrap_or((address1, ""));
    Row {
        member_id: member_id.parse().unwrap(),
        name: name.to_owned(),
        address1: address1.to_owned(),
        address2: address2.to_owned(),
        city: city.to_owned(),
        state: "MA".to_owned(),
        zip: zip.to_owned(),
        alternate_ids: Vec::new(),
        due: None,
    }
}

/// A town: a family of three, father and son of one name, neighbours, and some hundred others.
fn town() -> Index {
    let mut rows = vec![
        account("700123456789", "Beatriz Carvalho", "12 Mill Pond Rd, Lynn 01902"),
        account("700555000111", "Antônio Carvalho", "12 Mill Pond Rd, Lynn 01902"),
        account("214000771234", "Gwendolyn M Whitcomb", "88 Beacon St #4, Salem 01970"),
        account("330050442017", "Brendan Quinn Sr", "7 Elm St, Lowell 01850"),
        account("330050917263", "Brendan Quinn Jr", "7 Elm St, Lowell 01850"),
        account("700987654321", "Claudine Jean-Louis", "PO Box 117, Boston 02118"),
        account("214555123987", "William Abbott", "301 N Main St, Agawam 01001"),
        account("214555123907", "Rosalind Sok", "19 Pearl St, Quincy 02169"),
        account("330999888777", "Colleen O'Sullivan", "5 Fifth Ave, Chelsea 02150"),
        account("330777111222", "王小明", "61 Summer St, Boston 02118"),
    ];
    rows[0].alternate_ids.push("712345678".to_owned());
    let dues = ["431.17", "388.05", "512.94", "640.20", "97.31"];
    for (row, due) in rows.iter_mut().zip(dues) {
        row.due = Some(due.parse().unwrap());
    }
    let given = ["Ana", "John", "Mary", "Chi", "Olga", "Yusuf", "Leila", "Kevin"];
    let family = [
        "Silva", "Smith", "Tran", "Kaur", "Okafor", "Murphy", "Chen", "Diaz", "Pinto",
    ];
    for n in 0..400_usize {
        let name = format!("{} {}", given[n % 8], family[n % 9]);
        let address = format!("{} {} St, Lynn 01904", 100 + n, ["Oak", "Elm", "Union", "Water"][n % 4]);
        let number = format!("{:012}", 500_000_000_000 + 791_900_071 * u64::try_from(n).unwrap());
        rows.push(Row {
            due: Some("46.00".parse().unwrap()),
            ..account(&number, &name, &address)
        });
    }
    Index::build(rows.into_iter())
}

fn tokens(text: &str) -> Vec<Token> {
    text.split_whitespace().map(Token::text).collect()
}

/// What a payer wrote, part by part.
#[derive(Default)]
struct Wrote(Payer);

impl Wrote {
    fn number(mut self, text: &str) -> Self {
        self.0.numbers.push(Number {
            token: Token::text(text),
            source: Source::Memo,
        });
        self
    }

    fn name(mut self, source: Source, text: &str) -> Self {
        self.0.names.push(Name {
            words: tokens(text),
            source,
        });
        self
    }

    fn memo(self, text: &str) -> Self {
        self.name(Source::Memo, text)
    }

    fn payer(self, text: &str) -> Self {
        self.name(Source::PayerBlock, text)
    }

    /// Number, street and ZIP code.
    fn lives(mut self, number: &str, street: &str, zip: &str) -> Self {
        self.0.addresses.push(Address {
            number: Some(Token::text(number)),
            street: tokens(street),
            unit: None,
            city: Vec::new(),
            state: None,
            zip: Some(Token::text(zip)),
            source: Source::PayerBlock,
        });
        self
    }

    /// The city of the last address.
    fn city(mut self, city: &str) -> Self {
        let last = self.0.addresses.last_mut().expect("an address stands before its city");
        last.city = tokens(city);
        self
    }

    fn remembered(mut self, member_id: &str) -> Self {
        self.0.known_payer = Some(member_id.parse().unwrap());
        self
    }

    /// What was paid.
    fn pays(mut self, amount: &str) -> Self {
        self.0.paid = Some(amount.parse::<Amount>().unwrap());
        self
    }

    fn verdict(&self) -> Verdict {
        self.matched().verdict
    }

    fn matched(&self) -> Matched {
        match_payer(&town(), &self.0)
    }

    #[track_caller]
    fn posts(&self, member: &str, by: Stratum) {
        match self.verdict() {
            Verdict::Post { member_id, stratum } => assert_eq!((member_id.as_str(), stratum), (member, by)),
            Verdict::Stop { why } => panic!("it stops: {why:?}, {:#?}", self.matched().candidates),
        }
    }

    fn stops(&self) -> Stop {
        match self.verdict() {
            Verdict::Stop { why } => why,
            Verdict::Post { stratum, .. } => panic!("it posts by {stratum:?}"),
        }
    }
}

fn wrote() -> Wrote {
    Wrote::default()
}

#[test]
fn her_number_and_her_name() {
    let all = wrote()
        .number("700123456789")
        .memo("BEATRIZ CARVALHO")
        .payer("Beatriz Carvalho");
    all.posts("700123456789", Stratum::ExactIdName);
    let matched = all.matched();
    assert!(matched.candidates.len() <= 5 && matched.candidates[0].probability.get() > 0.999);
    assert!(
        matched.candidates[0]
            .fields
            .iter()
            .any(|field| field.field == Field::MemberId && field.level == Level::Exact)
    );
}

#[test]
fn a_long_name_that_nobody_on_file_bears_is_another() {
    let stop = wrote().number("700123456789").memo("Beatriz Pumpernickel").stops();
    assert!(matches!(stop, Stop::NumberAgainstName { .. }), "{stop:?}");
    let stop = wrote().number("700123456789").memo("Christopher Carvalho").stops();
    assert!(matches!(stop, Stop::Relative { .. }), "{stop:?}");
    let stop = wrote()
        .memo("Gwendolyn Whitcomb")
        .lives("88", "Quickmuddy Junction", "01970")
        .stops();
    assert!(matches!(stop, Stop::OneProofOnly { .. }), "{stop:?}");
}

#[test]
fn a_mother_pays_for_her_daughter_at_the_same_address() {
    let number_only = wrote()
        .number("700123456789")
        .payer("Isabela Carvalho")
        .lives("12", "Mill Pond Rd", "01902");
    assert!(
        matches!(number_only.stops(), Stop::SameHouse { .. }),
        "her husband lives there too"
    );
    let named = wrote()
        .number("700123456789")
        .memo("for Beatriz Carvalho")
        .payer("Isabela Carvalho");
    named.posts("700123456789", Stratum::ExactIdName);
}

#[test]
fn a_mother_without_the_daughters_number() {
    let stop = wrote()
        .payer("Isabela Carvalho")
        .lives("12", "Mill Pond Rd", "01902")
        .stops();
    assert!(
        matches!(stop, Stop::SeveralFit { .. } | Stop::OneProofOnly { .. }),
        "{stop:?}"
    );
}

#[test]
fn the_number_is_one_members_and_the_name_anothers() {
    let stop = wrote().number("214000771234").memo("Rosalind Sok").stops();
    assert!(
        matches!(stop, Stop::NumberAgainstName { .. } | Stop::NumberAgainstAll { .. }),
        "{stop:?}"
    );
}

#[test]
fn a_relative_in_the_memo_is_not_the_member() {
    let stop = wrote()
        .number("700123456789")
        .memo("Isabela Carvalho")
        .lives("12", "Mill Pond Rd", "01902")
        .stops();
    assert!(matches!(stop, Stop::Relative { .. }), "{stop:?}");
}

#[test]
fn whom_the_memo_names_beside_the_number_of_another_in_the_house_comes_first() {
    let wrote = wrote()
        .number("700123456789")
        .memo("Antonio Carvalho")
        .lives("12", "Mill Pond Rd", "01902");
    let matched = match_payer(&town(), &wrote.0);
    assert!(matches!(matched.verdict, Verdict::Stop { .. }), "{matched:?}");
    let first: Vec<String> = matched
        .candidates
        .iter()
        .take(2)
        .map(|c| c.member_id.to_string())
        .collect();
    assert_eq!(first, ["700555000111", "700123456789"]);
}

#[test]
fn a_housemate_pays_and_the_memo_hardly_names_the_member_whose_number_it_has() {
    let memo = |given: &str| {
        wrote()
            .number("700123456789")
            .memo(given)
            .payer("Antonio Carvalho")
            .lives("12", "Mill Pond Rd", "01902")
    };
    let stop = memo("Beatrie").stops();
    assert!(matches!(stop, Stop::SameHouse { .. }), "{stop:?}");
    memo("Beatriz").posts("700123456789", Stratum::ExactIdName);
}

#[test]
fn an_initial_that_the_payers_block_says_is_a_relatives() {
    let stop = wrote()
        .number("700123456789")
        .memo("B Carvalho")
        .payer("Bernadette Carvalho")
        .stops();
    assert!(matches!(stop, Stop::Relative { .. }), "{stop:?}");
}

#[test]
fn father_and_son_of_one_name() {
    let stop = wrote().memo("Brendan Quinn").lives("7", "Elm St", "01850").stops();
    assert!(matches!(stop, Stop::SeveralFit { .. }), "{stop:?}");
    let stop = wrote().number("330050442017").memo("Brendan Quinn").stops();
    assert!(
        matches!(stop, Stop::SameHouse { .. } | Stop::SeveralFit { .. }),
        "{stop:?}"
    );
    wrote()
        .number("330050917263")
        .memo("Brendan Quinn Jr")
        .posts("330050917263", Stratum::ExactIdName);
    let stop = wrote().number("330050442017").memo("Brendan Quinn Jr").stops();
    assert!(
        matches!(stop, Stop::Disagrees { .. } | Stop::NumberAgainstAll { .. }),
        "{stop:?}"
    );
}

#[test]
fn a_nickname_and_a_short_surname() {
    wrote()
        .number("214555123987")
        .memo("Bill Abbott")
        .posts("214555123987", Stratum::ExactIdName);
    wrote()
        .number("700987654321")
        .memo("Claudine Louis")
        .posts("700987654321", Stratum::ExactIdName);
    wrote()
        .number("700987654321")
        .memo("C. Jean Louis")
        .posts("700987654321", Stratum::ExactIdName);
    wrote()
        .number("330999888777")
        .memo("Colleen O Sullivan")
        .posts("330999888777", Stratum::ExactIdName);
    wrote()
        .number("330999888777")
        .memo("Sullivan, Colleen")
        .posts("330999888777", Stratum::ExactIdName);
}

#[test]
fn a_name_in_another_script() {
    wrote()
        .number("330777111222")
        .memo("王小明")
        .posts("330777111222", Stratum::ExactIdName);
}

#[test]
fn nothing_but_the_number_speaks_for_her() {
    let stop = wrote().number("214000771234").stops();
    assert!(
        matches!(
            stop,
            Stop::OneProofOnly {
                proof: gate::Proof::Number,
                ..
            }
        ),
        "{stop:?}"
    );
    wrote()
        .number("214000771234")
        .lives("88", "Beacon", "01970")
        .posts("214000771234", Stratum::IdAddress);
}

#[test]
fn a_newcomer_whose_account_is_not_loaded_yet() {
    let stop = wrote().number("991234567890").memo("Emeka Adeyemi").stops();
    assert!(
        matches!(stop, Stop::NoSuchAccount { read } if read.as_str() == "991234567890"),
        "{stop:?}"
    );
    let stop = wrote().memo("Emeka Adeyemi").stops();
    assert_eq!(stop, Stop::NoAccountFits);
    assert_eq!(wrote().stops(), Stop::NoEvidence);
}

#[test]
fn name_and_address_pass_the_gate_but_not_the_policy() {
    let verdict = wrote()
        .payer("Gwendolyn Whitcomb")
        .lives("88", "Beacon St", "01970")
        .verdict();
    assert!(
        matches!(
            verdict,
            Verdict::Post {
                stratum: Stratum::NameAddress,
                ..
            }
        ),
        "{verdict:?}"
    );
    let held = Policy::default().applied(verdict);
    assert!(
        matches!(
            held,
            Verdict::Stop {
                why: Stop::NotByPolicy { .. }
            }
        ),
        "{held:?}"
    );
}

#[test]
fn an_older_number_with_both_names() {
    wrote()
        .number("712345678")
        .memo("Beatriz Carvalho")
        .posts("700123456789", Stratum::OlderNumberNames);
}

#[test]
fn a_telephone_number_speaks_for_nobody() {
    wrote()
        .number("6175550123")
        .number("700123456789")
        .memo("Beatriz Carvalho")
        .posts("700123456789", Stratum::ExactIdName);
}

#[test]
fn two_members_numbers_on_one_check() {
    let stop = wrote()
        .number("700123456789")
        .number("700555000111")
        .memo("Carvalho")
        .stops();
    assert!(matches!(stop, Stop::SeveralFit { .. }), "{stop:?}");
}

#[test]
fn the_bank_account_paid_for_her_before() {
    let all = wrote().payer("Gwendolyn Whitcomb").remembered("214000771234");
    all.posts("214000771234", Stratum::PayerMemoryPlusOne);
    let stop = wrote().remembered("214000771234").stops();
    assert!(
        matches!(stop, Stop::OneProofOnly { .. } | Stop::NoAccountFits),
        "{stop:?}"
    );
    let stop = wrote()
        .remembered("214000771234")
        .number("700123456789")
        .memo("Beatriz Carvalho")
        .verdict();
    assert!(
        matches!(stop, Verdict::Post { .. }),
        "the payer pays for somebody else this time: {stop:?}"
    );
}

#[test]
fn a_street_that_reads_exactly_so_agrees_whatever_its_kind() {
    let rows = [account(
        "700983315011",
        "Bernadette Soares",
        "183 Liberty Cir, Waltham 02453",
    )];
    let index = Index::build(rows.into_iter());
    let payer = wrote().number("700983315011").lives("183", "Liberty Cir", "02453");
    let verdict = match_payer(&index, &payer.0).verdict;
    assert!(
        matches!(
            verdict,
            Verdict::Post {
                stratum: Stratum::IdAddress,
                ..
            }
        ),
        "{verdict:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_text_brings_it_down(texts in prop::collection::vec("\\PC{0,20}", 12)) {
        static TOWN: std::sync::LazyLock<Index> = std::sync::LazyLock::new(town);
        let token = |at: usize| Token::text(texts[at].clone());
        let payer = Payer {
            run_together: Vec::new(),
            numbers: vec![Number { token: token(0), source: Source::Memo }, Number { token: Token::text("7001234567"), source: Source::Letter }],
            names: vec![Name { words: tokens(&texts[1]), source: Source::Memo }, Name { words: vec![token(2), token(3)], source: Source::PayerBlock }],
            addresses: vec![Address {
                number: Some(token(4)),
                street: vec![token(5), token(6)],
                unit: Some(token(7)),
                city: vec![token(8)],
                state: Some(token(9)),
                zip: Some(token(10)),
                source: Source::Envelope,
            }],
            known_payer: None,
            paid: None,
        };
        let matched = match_payer(&TOWN, &payer);
        prop_assert!(matched.candidates.len() <= MOST_CANDIDATES);
        for candidate in &matched.candidates {
            prop_assert!(candidate.bits.is_finite());
        }
        prop_assert!(Token::text(texts[0].clone()).loss(&texts[1]) <= 0.0);
    }
}
