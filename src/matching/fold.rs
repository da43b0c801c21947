//! Texts as they are compared: lower case, no accents. Any script passes through.

/// The text in lower case with accents, apostrophes and full stops taken out; other characters stay.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// Adds the folded text to `out`.
pub(super) fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if c.is_ascii() {
            if !matches!(c, '\'' | '.' | '`') {
                out.push(c.to_ascii_lowercase());
            }
        } else {
            fold_char(c, out);
        }
    }
}

/// Letters with accents by their plain letters, in runs of code points: the first of a run and the plain letter of each. A space: none.
const RUNS: [(u32, &str); 4] = [
    (0xC0, "aaaaaa ceeeeiiiidnooooo ouuuuy  aaaaaa ceeeeiiiidnooooo ouuuuy y"),
    (
        0x100,
        "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllllllllnnnnnn   oooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs",
    ),
    (0x1A0, "oo"),
    (
        0x1EA0,
        "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy",
    ),
];

fn fold_char(c: char, out: &mut String) {
    let code = u32::from(c);
    // Combining accents, and the apostrophes and hyphens that printers put in.
    match c {
        '\u{300}'..='\u{36F}' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{B4}' => return,
        '\u{2010}'..='\u{2015}' => return out.push('-'),
        'ß' => return out.push_str("ss"),
        'Æ' | 'æ' => return out.push_str("ae"),
        'Œ' | 'œ' => return out.push_str("oe"),
        'Ø' | 'ø' => return out.push('o'),
        'Þ' | 'þ' => return out.push_str("th"),
        'Ư' | 'ư' => return out.push('u'),
        'ĸ' => return out.push('k'),
        _ => {}
    }
    let plain = RUNS.iter().find_map(|(first, plain)| {
        let at = usize::try_from(code.checked_sub(*first)?).ok()?;
        plain.as_bytes().get(at).copied().filter(|&byte| byte != b' ')
    });
    match plain {
        Some(byte) => out.push(char::from(byte)),
        None => out.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_apostrophes_do_not_matter() {
        assert_eq!(folded("GARCÍA"), "garcia");
        assert_eq!(folded("Gonçalves"), "goncalves");
        assert_eq!(folded("O’Sullivan"), "osullivan");
        assert_eq!(folded("O'Sullivan"), "osullivan");
        assert_eq!(folded("Nguyễn Quỳnh Đỗ"), "nguyen quynh do");
        assert_eq!(folded("Łukasz Żółć"), "lukasz zolc");
        assert_eq!(folded("Jose\u{301}"), "jose");
        assert_eq!(folded("Strauß Ødegård Œuvre"), "strauss odegard oeuvre");
        assert_eq!(folded("Čapek Škoda İnönü"), "capek skoda inonu");
    }

    #[test]
    fn other_scripts_pass_through() {
        assert_eq!(folded("王小明"), "王小明");
        assert_eq!(folded("ДМИТРИЙ"), "дмитрий");
    }
}
