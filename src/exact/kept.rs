//! Values that are kept for the next time that they are asked for.

use std::collections::hash_map::Entry;
use std::hash::Hash;

use rustc_hash::FxHashMap;

/// How many values are kept at most.
const KEPT: usize = 1 << 16;

/// The value of a key, made where it is not kept yet. What is kept before goes when there are too many.
pub(super) fn keep<Key: Eq + Hash, Value>(
    kept: &mut FxHashMap<Key, Value>,
    key: Key,
    make: impl FnOnce() -> Value,
) -> &Value {
    if kept.len() >= KEPT && !kept.contains_key(&key) {
        kept.clear();
    }
    match kept.entry(key) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(make()),
    }
}
