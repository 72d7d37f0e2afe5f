//! How many laws are drawn, and by which seed.

use super::failure::Failure;

/// The variable of the environment with another seed.
const SEED: &str = "MASKPROOF_TEST_SEED";

/// The variable of the environment with another number of laws.
const NUMBER: &str = "MASKPROOF_TEST_NUMBER";

/// How many random laws a claim is checked on, and the seed that draws them: 256 and 1, if nothing else is said. The
/// same seed draws the same laws on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomRun {
    number: usize,
    seed: u64,
}

impl Default for RandomRun {
    fn default() -> Self {
        Self { number: 256, seed: 1 }
    }
}

impl RandomRun {
    /// The same with another number of laws.
    #[must_use]
    pub fn number(self, number: usize) -> Self {
        Self { number, ..self }
    }

    /// The same with another seed.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The number of laws, and the seed.
    pub(super) fn parts(self) -> (usize, u64) {
        (self.number, self.seed)
    }

    /// The same with the number and the seed of the variables `MASKPROOF_TEST_NUMBER` and `MASKPROOF_TEST_SEED`, where
    /// they are set.
    ///
    /// # Errors
    /// [`Failure::Variable`] when one of them is no number.
    pub fn or_environment(self) -> Result<Self, Failure> {
        self.or_variables(|name| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()))
    }

    fn or_variables(mut self, value: impl Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let number = |name: &'static str| -> Result<Option<u64>, Failure> {
            let Some(found) = value(name) else { return Ok(None) };
            found.trim().parse().map(Some).map_err(|_| Failure::Variable { name, found })
        };
        if let Some(seed) = number(SEED)? {
            self.seed = seed;
        }
        if let Some(laws) = number(NUMBER)? {
            self.number = usize::try_from(laws).unwrap_or(usize::MAX);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{NUMBER, RandomRun, SEED};

    #[test]
    fn variables_come_before_what_the_test_says() {
        let said = RandomRun::default().number(10).seed(3);
        assert_eq!(said.or_variables(|_| None).unwrap(), said);
        let both = |name: &str| {
            [(SEED, "7"), (NUMBER, " 20 ")].iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned())
        };
        assert_eq!(said.or_variables(both).unwrap(), RandomRun { number: 20, seed: 7 });
        let error = said.or_variables(|name| (name == SEED).then(|| "0x7".to_owned())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the variable MASKPROOF_TEST_SEED is `0x7`: expected a whole number, from 0 to 18446744073709551615"
        );
    }
}
