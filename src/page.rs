//! A page image: from the scanner's file to a picture that readers can use.

pub mod decode;
