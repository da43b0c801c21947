//! Passwords: kept as argon2id in the PHC string form, and nowhere else.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

/// The fewest characters of a password.
const SHORTEST: usize = 10;
/// The most bytes that are hashed: longer ones are refused before they cost anything.
const LONGEST: usize = 256;

/// A password that cannot be kept.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too easy to guess.
    #[error("a password has at least {SHORTEST} characters")]
    Short,
    /// Too much to hash.
    #[error("a password has at most {LONGEST} bytes")]
    Long,
    /// The system gives no random numbers.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
}

/// A password as it is kept: argon2id with a salt of its own, with the parameters that the library recommends (19 MiB, 2 passes).
///
/// # Errors
/// It is too short or too long.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::Short);
    }
    if password.len() > LONGEST {
        return Err(PasswordError::Long);
    }
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| PasswordError::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

/// Whether this is the password; costs the same whatever is wrong. Without a kept one (nobody has that name) it costs the same too, and is never right.
pub fn is_password(password: &str, kept: Option<&str>) -> bool {
    /// The hash of a password that nobody knows, to spend the time on.
    const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cyBzYWx0$JtvEUNVOZUFLK1Vz4oRKRiBYJTTFoY3jCHd0uB8RXQk";
    if password.len() > LONGEST {
        return false;
    }
    let Ok(hash) = PasswordHash::new(kept.unwrap_or(NOBODYS)) else {
        return false;
    };
    let fits = Argon2::default().verify_password(password.as_bytes(), &hash).is_ok();
    fits && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let kept = hash_password("correct horse battery").unwrap();
        assert!(kept.starts_with("$argon2id$"), "{kept}");
        assert!(is_password("correct horse battery", Some(&kept)));
        assert!(!is_password("correct horse batterz", Some(&kept)));
        assert!(!is_password("correct horse battery", None));
        assert_ne!(
            kept,
            hash_password("correct horse battery").unwrap(),
            "each has its own salt"
        );
    }

    #[test]
    fn an_easy_or_endless_password_is_refused() {
        assert_eq!(hash_password("short"), Err(PasswordError::Short));
        assert_eq!(hash_password(&"x".repeat(1_000)), Err(PasswordError::Long));
        assert!(!is_password(&"x".repeat(1_000_000), None));
    }
}
