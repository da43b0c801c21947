//! Strips that are bytes: uncompressed, PackBits, LZW, deflate; and the predictor.

use super::{damaged, unsupported};
use crate::intake::image_file::Unreadable;
use crate::page::decode::samples::Depth;
use std::io::Read;
use weezl::{BitOrder, LzwStatus};

/// How bytes are packed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Packing {
    /// Not at all.
    None,
    /// Runs and literals.
    PackBits,
    /// LZW as in TIFF 6.0, codes from the high bit.
    Lzw,
    /// zlib.
    Deflate,
}

/// The first `wanted` bytes of a strip; a strip that holds fewer is damaged.
pub(super) fn unpack(packing: Packing, data: &[u8], wanted: usize) -> Result<Vec<u8>, Unreadable> {
    let unpacked = match packing {
        Packing::None => data.get(..wanted).unwrap_or(data).to_vec(),
        Packing::PackBits => pack_bits(data, wanted),
        Packing::Lzw => lzw(data, wanted)?,
        Packing::Deflate => {
            let mut unpacked = Vec::new();
            let most = u64::try_from(wanted).unwrap_or(u64::MAX);
            flate2::read::ZlibDecoder::new(data)
                .take(most)
                .read_to_end(&mut unpacked)
                .map_err(|error| damaged(format_args!("deflate: {error}")))?;
            unpacked
        }
    };
    if unpacked.len() < wanted {
        return Err(damaged(format_args!(
            "a strip holds {} of its {wanted} bytes",
            unpacked.len()
        )));
    }
    Ok(unpacked)
}

fn pack_bits(mut data: &[u8], wanted: usize) -> Vec<u8> {
    let mut unpacked = Vec::new();
    while let Some((&control, rest)) = data.split_first() {
        if unpacked.len() >= wanted {
            break;
        }
        data = match control {
            0..=127 => {
                let length = (usize::from(control) + 1).min(rest.len());
                unpacked.extend_from_slice(&rest[..length]);
                &rest[length..]
            }
            128 => rest,
            129.. => {
                let Some((&byte, rest)) = rest.split_first() else { break };
                unpacked.resize(unpacked.len() + 257 - usize::from(control), byte);
                rest
            }
        };
    }
    unpacked.truncate(wanted);
    unpacked
}

fn lzw(data: &[u8], wanted: usize) -> Result<Vec<u8>, Unreadable> {
    if data.starts_with(&[0, 1]) {
        return Err(unsupported("LZW of the old style"));
    }
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let mut unpacked = vec![0; wanted];
    let (mut read, mut written) = (0, 0);
    while written < wanted {
        let step = decoder.decode_bytes(&data[read..], &mut unpacked[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        match step.status {
            Ok(LzwStatus::Ok) if step.consumed_in + step.consumed_out > 0 => {}
            Ok(_) => break,
            Err(error) => return Err(damaged(format_args!("LZW: {error}"))),
        }
    }
    unpacked.truncate(written);
    Ok(unpacked)
}

/// Adds up what predictor 2 stored as differences, row by row.
pub(super) fn undo_differences(packed: &mut [u8], row_bytes: usize, depth: Depth) -> Result<(), Unreadable> {
    let samples = depth.samples;
    for row in packed.chunks_exact_mut(row_bytes) {
        match depth.bits {
            8 => {
                for at in samples..row.len() {
                    row[at] = row[at].wrapping_add(row[at - samples]);
                }
            }
            16 => {
                for at in (2 * samples..row.len() - 1).step_by(2) {
                    let left = [row[at - 2 * samples], row[at - 2 * samples + 1]];
                    let here = [row[at], row[at + 1]];
                    let sum = if depth.big_endian {
                        u16::from_be_bytes(here)
                            .wrapping_add(u16::from_be_bytes(left))
                            .to_be_bytes()
                    } else {
                        u16::from_le_bytes(here)
                            .wrapping_add(u16::from_le_bytes(left))
                            .to_le_bytes()
                    };
                    row[at..at + 2].copy_from_slice(&sum);
                }
            }
            bits => return Err(unsupported(format_args!("a predictor on {bits} bits"))),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pack_bits_as_in_the_specification() {
        let packed = [
            0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA,
        ];
        let unpacked = unpack(Packing::PackBits, &packed, 24).unwrap();
        assert_eq!(&unpacked[..6], [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A]);
        assert_eq!(&unpacked[14..], [0xAA; 10]);
        assert!(unpack(Packing::PackBits, &packed, 25).is_err());
    }

    #[test]
    fn a_strip_that_unpacks_to_less_than_its_rows_is_damaged() {
        for packing in [Packing::None, Packing::PackBits, Packing::Lzw, Packing::Deflate] {
            assert!(unpack(packing, &[], 1).is_err(), "{packing:?}");
            assert!(unpack(packing, &[7; 9], 1000).is_err(), "{packing:?}");
        }
    }
}
