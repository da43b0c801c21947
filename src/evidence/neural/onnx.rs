//! Cutting the last layer of an ONNX model down to the characters that are needed, on the bytes of the file.
//!
//! The recogniser knows 18,709 characters; a check needs about a hundred. Its last layer is a matrix `features x characters` and a bias; keeping
//! only their columns makes the model less than half as large and a line a third cheaper. Field numbers are those of `onnx.proto3`.

use std::borrow::Cow;

/// Field numbers of `onnx.proto3` that are looked at.
mod field {
    pub(super) const MODEL_GRAPH: u64 = 7;
    pub(super) const MODEL_METADATA: u64 = 14;
    pub(super) const GRAPH_INITIALIZER: u64 = 5;
    pub(super) const GRAPH_OUTPUT: u64 = 12;
    pub(super) const TENSOR_DIMS: u64 = 1;
    pub(super) const TENSOR_DATA_TYPE: u64 = 2;
    pub(super) const TENSOR_NAME: u64 = 8;
    pub(super) const TENSOR_RAW_DATA: u64 = 9;
    pub(super) const VALUE_NAME: u64 = 1;
    pub(super) const ENTRY_KEY: u64 = 1;
    pub(super) const ENTRY_VALUE: u64 = 2;
}

/// One field of a message: its number, and its value without the tag.
#[derive(Clone, Copy)]
enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    Fixed32(&'a [u8]),
    Fixed64(&'a [u8]),
}

/// The fields of a message, in order; `None` if it is not one.
fn fields(mut message: &[u8]) -> Option<Vec<(u64, Value<'_>)>> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let tag = varint(&mut message)?;
        let value = match tag & 7 {
            0 => Value::Varint(varint(&mut message)?),
            1 => Value::Fixed64(take(&mut message, 8)?),
            2 => {
                let length = usize::try_from(varint(&mut message)?).ok()?;
                Value::Bytes(take(&mut message, length)?)
            }
            5 => Value::Fixed32(take(&mut message, 4)?),
            _ => return None,
        };
        found.push((tag >> 3, value));
    }
    Some(found)
}

fn take<'a>(from: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, tail) = from.split_at_checked(length)?;
    *from = tail;
    Some(head)
}

fn varint(from: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let byte = take(from, 1)?[0];
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn put_varint(to: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        to.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    to.push(value.to_le_bytes()[0]);
}

fn put(to: &mut Vec<u8>, number: u64, value: Value) {
    let (wire, bytes) = match value {
        Value::Varint(value) => {
            put_varint(to, number << 3);
            put_varint(to, value);
            return;
        }
        Value::Fixed64(bytes) => (1, bytes),
        Value::Bytes(bytes) => (2, bytes),
        Value::Fixed32(bytes) => (5, bytes),
    };
    put_varint(to, number << 3 | wire);
    if wire == 2 {
        put_varint(to, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    }
    to.extend_from_slice(bytes);
}

/// A text in the model's metadata; `None` if it is not there.
pub fn metadata(model: &[u8], key: &str) -> Option<String> {
    let bytes = |entry: &[(u64, Value)], number| {
        entry.iter().find_map(|(of, value)| match value {
            Value::Bytes(bytes) if *of == number => Some(bytes.to_vec()),
            _ => None,
        })
    };
    for (number, value) in fields(model)? {
        if let (field::MODEL_METADATA, Value::Bytes(entry)) = (number, value) {
            let entry = fields(entry)?;
            if bytes(&entry, field::ENTRY_KEY)? == key.as_bytes() {
                return String::from_utf8(bytes(&entry, field::ENTRY_VALUE)?).ok();
            }
        }
    }
    None
}

/// The model with only the given columns of the tensors named: a matrix `rows x columns` or a vector of `columns` values, of 32-bit floats.
/// The metadata and the shape of the output, which no longer holds, are left out. `None` if the bytes are no such model.
pub fn with_columns(model: &[u8], tensors: &[&str], keep: &[usize]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(model.len());
    for (number, value) in fields(model)? {
        match (number, value) {
            (field::MODEL_METADATA, _) => {}
            (field::MODEL_GRAPH, Value::Bytes(graph)) => {
                let graph = graph_with_columns(graph, tensors, keep)?;
                put(&mut whole, number, Value::Bytes(&graph));
            }
            _ => put(&mut whole, number, value),
        }
    }
    Some(whole)
}

fn graph_with_columns(graph: &[u8], tensors: &[&str], keep: &[usize]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(graph.len());
    for (number, value) in fields(graph)? {
        match (number, value) {
            (field::GRAPH_INITIALIZER, Value::Bytes(tensor)) => {
                let cut = tensor_with_columns(tensor, tensors, keep)?;
                put(&mut whole, number, Value::Bytes(&cut));
            }
            (field::GRAPH_OUTPUT, Value::Bytes(output)) => {
                let mut bare = Vec::new();
                for (number, value) in fields(output)?.into_iter().filter(|(n, _)| *n == field::VALUE_NAME) {
                    put(&mut bare, number, value);
                }
                put(&mut whole, number, Value::Bytes(&bare));
            }
            _ => put(&mut whole, number, value),
        }
    }
    Some(whole)
}

/// The tensor as it is if it is not named.
fn tensor_with_columns<'a>(tensor: &'a [u8], names: &[&str], keep: &[usize]) -> Option<Cow<'a, [u8]>> {
    const FLOAT: usize = 4;
    let parts = fields(tensor)?;
    let is_named = |(number, value): &(u64, Value)| matches!(value, Value::Bytes(name) if *number == field::TENSOR_NAME && names.iter().any(|of| of.as_bytes() == *name));
    if !parts.iter().any(is_named) {
        return Some(Cow::Borrowed(tensor));
    }
    let columns = dimensions(&parts)?.pop()?;
    let raw = parts.iter().find_map(|(number, value)| match value {
        Value::Bytes(raw) if *number == field::TENSOR_RAW_DATA => Some(*raw),
        _ => None,
    })?;
    if columns == 0 || !raw.len().is_multiple_of(columns * FLOAT) || keep.iter().any(|&column| column >= columns) {
        return None;
    }
    let mut kept = Vec::with_capacity(raw.len() / columns * keep.len());
    for row in raw.chunks_exact(columns * FLOAT) {
        for &column in keep {
            kept.extend_from_slice(&row[column * FLOAT..][..FLOAT]);
        }
    }
    let rows = raw.len() / (columns * FLOAT);
    let mut whole = Vec::with_capacity(kept.len() + 64);
    let size = |count: usize| Value::Varint(u64::try_from(count).unwrap_or(u64::MAX));
    if dimensions(&parts)?.len() == 2 {
        put(&mut whole, field::TENSOR_DIMS, size(rows));
    }
    put(&mut whole, field::TENSOR_DIMS, size(keep.len()));
    for (number, value) in &parts {
        if matches!(*number, field::TENSOR_DATA_TYPE | field::TENSOR_NAME) {
            put(&mut whole, *number, *value);
        }
    }
    put(&mut whole, field::TENSOR_RAW_DATA, Value::Bytes(&kept));
    Some(Cow::Owned(whole))
}

/// A tensor's dimensions, which may stand packed or one by one.
fn dimensions(tensor: &[(u64, Value)]) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for (number, value) in tensor {
        match value {
            Value::Varint(size) if *number == field::TENSOR_DIMS => found.push(usize::try_from(*size).ok()?),
            Value::Bytes(packed) if *number == field::TENSOR_DIMS => {
                let mut rest = *packed;
                while !rest.is_empty() {
                    found.push(usize::try_from(varint(&mut rest)?).ok()?);
                }
            }
            _ => {}
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A model with one 2 x 3 matrix `w` and a text in its metadata.
    fn model() -> Vec<u8> {
        let mut tensor = Vec::new();
        put(&mut tensor, field::TENSOR_DIMS, Value::Varint(2));
        put(&mut tensor, field::TENSOR_DIMS, Value::Varint(3));
        put(&mut tensor, field::TENSOR_DATA_TYPE, Value::Varint(1));
        put(&mut tensor, field::TENSOR_NAME, Value::Bytes(b"w"));
        let values: Vec<u8> = (0_u8..6).flat_map(|i| f32::from(i).to_le_bytes()).collect();
        put(&mut tensor, field::TENSOR_RAW_DATA, Value::Bytes(&values));
        let mut graph = Vec::new();
        put(&mut graph, field::GRAPH_INITIALIZER, Value::Bytes(&tensor));
        let mut entry = Vec::new();
        put(&mut entry, field::ENTRY_KEY, Value::Bytes(b"character"));
        put(&mut entry, field::ENTRY_VALUE, Value::Bytes("a\né".as_bytes()));
        let mut model = Vec::new();
        put(&mut model, field::MODEL_GRAPH, Value::Bytes(&graph));
        put(&mut model, field::MODEL_METADATA, Value::Bytes(&entry));
        model
    }

    fn values(model: &[u8]) -> Vec<f32> {
        let at = model.len() - 16;
        model[at..]
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
            .collect()
    }

    #[test]
    fn only_the_columns_asked_for_are_kept() {
        let cut = with_columns(&model(), &["w"], &[0, 2]).unwrap();
        assert_eq!(values(&cut), [0.0, 2.0, 3.0, 5.0]);
        assert_eq!(with_columns(&model(), &["w"], &[3]), None);
    }

    #[test]
    fn metadata_is_found_by_its_key() {
        assert_eq!(metadata(&model(), "character").as_deref(), Some("a\né"));
        assert_eq!(metadata(&model(), "other"), None);
    }

    proptest! {
        #[test]
        fn damaged_bytes_are_no_model(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..90) {
            let _ = with_columns(&bytes, &["w"], &[0]);
            let _ = metadata(&bytes, "character");
            let whole = model();
            let _ = with_columns(&whole[..cut.min(whole.len())], &["w"], &[0]);
        }
    }
}
