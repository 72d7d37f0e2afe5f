//! The header of a `.npy` file, by the grammar of what numpy writes.
//!
//! ```text
//! header = "{" pair ("," pair)* ","? "}" spaces
//! pair   = "'descr'" ":" string | "'fortran_order'" ":" ("True" | "False") | "'shape'" ":" shape
//! shape  = "(" (number ("," number)* ","?)? ")"
//! ```
//!
//! The three pairs stand in any order, each once, with spaces between tokens and either kind of quotation marks.
//! Nothing nests, so that reading takes time in proportion to the length, which is bounded.

use crate::law::PredictorError;
use crate::limits::{DIMENSION_LIMIT, HEADER_BYTES};

/// The most characters of an unknown dtype that a message shows.
const SHOWN: usize = 40;

/// Which numbers an array may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// 32-bit or 64-bit floats.
    Floats,
    /// Integers of 1, 2, 4 or 8 bytes, with a sign or without.
    Integers,
}

/// What a header says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The bytes of one number, 1, 2, 4 or 8.
    pub(super) width: usize,
    /// Whether the numbers are integers with a sign.
    pub(super) is_signed: bool,
    /// Whether the most significant byte of a number comes first.
    pub(super) is_big_endian: bool,
    /// Whether the first index runs fastest.
    pub(super) is_fortran: bool,
    /// The sizes of the array.
    pub(super) shape: Vec<u64>,
    /// The offset of the first byte behind the header.
    pub(super) end: usize,
}

/// Reads the header that begins the bytes of a file.
///
/// # Errors
/// [`PredictorError::NotNpy`] with the place, and [`PredictorError::WrongType`] for what are no such numbers.
pub(super) fn read(bytes: &[u8], numbers: Numbers) -> Result<Header, PredictorError> {
    let damaged = |message: &str| PredictorError::NotNpy { message: message.to_owned() };
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err(damaged("its first six bytes are not those of the format"));
    }
    let (start, size) = match bytes.get(6..12) {
        Some(&[1, _, low, high, ..]) => (10, usize::from(u16::from_le_bytes([low, high]))),
        Some(&[2 | 3, _, a, b, c, d]) => (12, u32::from_le_bytes([a, b, c, d]) as usize),
        Some(_) => return Err(damaged("its version is not 1, 2 or 3")),
        None => return Err(damaged("it ends before its header")),
    };
    if size > HEADER_BYTES {
        return Err(damaged("its header is longer than 10,000 bytes"));
    }
    let text =
        bytes.get(start..).and_then(|rest| rest.get(..size)).ok_or_else(|| damaged("it ends inside its header"))?;
    let (mut descr, mut is_fortran, mut shape) = (None, None, None);
    let mut reader = Reader { text, at: 0, start };
    reader.expect(b'{')?;
    while !reader.take(b'}') {
        let key = reader.string()?;
        reader.expect(b':')?;
        let is_first = match key {
            b"descr" => descr.replace(reader.dtype(numbers)?).is_none(),
            b"fortran_order" => is_fortran.replace(reader.boolean()?).is_none(),
            b"shape" => shape.replace(reader.shape()?).is_none(),
            _ => return Err(reader.misfit("one of the keys 'descr', 'fortran_order' and 'shape'")),
        };
        if !is_first {
            return Err(reader.misfit("each key once"));
        }
        if !reader.take(b',') {
            reader.expect(b'}')?;
            break;
        }
    }
    if reader.next().is_some() {
        return Err(reader.misfit("nothing but spaces behind the closing bracket"));
    }
    let (Some((width, is_signed, is_big_endian)), Some(is_fortran), Some(shape)) = (descr, is_fortran, shape) else {
        return Err(damaged("its header lacks one of the keys 'descr', 'fortran_order' and 'shape'"));
    };
    Ok(Header { width, is_signed, is_big_endian, is_fortran, shape, end: start + size })
}

/// Reads the tokens of a header in turn.
struct Reader<'text> {
    text: &'text [u8],
    at: usize,
    /// The offset of the text in the file.
    start: usize,
}

impl<'text> Reader<'text> {
    /// The next byte that is no space.
    fn next(&mut self) -> Option<u8> {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), PredictorError> {
        if self.take(byte) { Ok(()) } else { Err(self.misfit(&format!("`{}`", char::from(byte)))) }
    }

    fn misfit(&self, expected: &str) -> PredictorError {
        let place = self.start + self.at;
        PredictorError::NotNpy {
            message: format!("its header is not what numpy writes: expected {expected} at byte {place} (from 0)"),
        }
    }

    /// A text in quotation marks, without escapes.
    fn string(&mut self) -> Result<&'text [u8], PredictorError> {
        let quote = match self.next() {
            Some(quote @ (b'\'' | b'"')) => quote,
            _ => return Err(self.misfit("a text in quotation marks")),
        };
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().position(|byte| *byte == quote).ok_or_else(|| self.misfit("the end of the text"))?;
        self.at += length + 2;
        Ok(&rest[..length])
    }

    /// The width of the numbers, whether they have a sign, and whether their most significant byte comes first.
    fn dtype(&mut self, numbers: Numbers) -> Result<(usize, bool, bool), PredictorError> {
        if matches!(self.next(), Some(b'[' | b'(' | b'{')) {
            return Err(PredictorError::WrongType { found: "with fields (a structured array)".to_owned() });
        }
        let text = self.string()?;
        let known = match (numbers, text) {
            (Numbers::Floats, [order @ (b'<' | b'>'), b'f', width @ (b'4' | b'8')])
            | (Numbers::Integers, [order @ (b'<' | b'>'), b'i' | b'u', width @ (b'2' | b'4' | b'8')])
            | (Numbers::Integers, [order @ (b'|' | b'<' | b'>'), b'i' | b'u', width @ b'1']) => {
                Some((usize::from(width - b'0'), text[1] == b'i', *order == b'>'))
            }
            _ => None,
        };
        known.ok_or_else(|| {
            let text = String::from_utf8_lossy(text);
            let shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
            let more = if text.chars().count() > SHOWN { ".." } else { "" };
            PredictorError::WrongType { found: format!("'{shown}{more}'") }
        })
    }

    fn boolean(&mut self) -> Result<bool, PredictorError> {
        self.next();
        for (word, value) in [("True", true), ("False", false)] {
            if self.text[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.misfit("`True` or `False`"))
    }

    fn shape(&mut self) -> Result<Vec<u64>, PredictorError> {
        self.expect(b'(')?;
        let mut sizes = Vec::new();
        while !self.take(b')') {
            if sizes.len() == DIMENSION_LIMIT {
                return Err(self.misfit("at most 64 sizes in the shape"));
            }
            sizes.push(self.number()?);
            if !self.take(b',') {
                self.expect(b')')?;
                break;
            }
        }
        Ok(sizes)
    }

    fn number(&mut self) -> Result<u64, PredictorError> {
        self.next();
        let rest = &self.text[self.at..];
        let digits = &rest[..rest.iter().take_while(|byte| byte.is_ascii_digit()).count()];
        if digits.is_empty() {
            return Err(self.misfit("a size of the array"));
        }
        let value = digits
            .iter()
            .try_fold(0u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
            .ok_or_else(|| self.misfit("a size below 2^64"))?;
        self.at += digits.len();
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Result<Header, PredictorError> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        bytes.extend(text.as_bytes());
        read(&bytes, Numbers::Floats)
    }

    #[test]
    fn what_numpy_writes_is_read() {
        let expected = |end| Header {
            width: 8,
            is_signed: false,
            is_big_endian: false,
            is_fortran: false,
            shape: vec![27, 3, 3],
            end: 10 + end,
        };
        for text in [
            "{'descr': '<f8', 'fortran_order': False, 'shape': (27, 3, 3), }      \n",
            "{\"shape\":(27,3,3,),\"fortran_order\":False,\"descr\":\"<f8\"}",
            "  { 'fortran_order' : False , 'descr' : '<f8' , 'shape' : ( 27 , 3 , 3 ) }\n",
        ] {
            assert_eq!(header(text).unwrap(), expected(text.len()), "{text}");
        }
        for (shape, sizes) in [("()", vec![]), ("(3,)", vec![3]), ("(3)", vec![3])] {
            let text = format!("{{'descr': '>f4', 'fortran_order': True, 'shape': {shape}, }}");
            let found = header(&text).unwrap();
            assert_eq!((found.width, found.is_big_endian, found.is_fortran, found.shape), (4, true, true, sizes));
        }
    }

    #[test]
    fn what_numpy_does_not_write_is_refused() {
        for text in [
            "",
            "{",
            "{}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 2, 2), 'x': ((((1,),),),)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9, (2), 2)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': [9, 2, 2]}",
            "{'descr': '<f8', 'fortran_order': 0, 'shape': (9, 2, 2)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 2, -2)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 2, 18446744073709551616)}",
            "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (9, 2, 2)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (9, 2, 2)} x",
            "{'descr': '<f8', 'fortran_order': False}",
            "{,}",
        ] {
            assert!(matches!(header(text), Err(PredictorError::NotNpy { .. })), "{text}");
        }
        assert!(header("{'descr': '<f8, 'fortran_order': False, 'shape': (9, 2, 2)}").is_err());
        for descr in ["'<i8'", "'|O'", "'<f2'", "[('x', '<f8')]", "('<f8', (2,))", "'<c16'"] {
            let text = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (9, 2, 2), }}");
            assert!(matches!(header(&text), Err(PredictorError::WrongType { .. })), "{text}");
        }
    }
}
