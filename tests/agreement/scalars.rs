//! Scalars and folds, made at random.

use super::generator::{Generator, Role, Sort};

impl Generator {
    /// A scalar.
    pub fn scalar(&mut self, depth: u32) {
        self.part(Sort::Scalar, |generator| {
            generator.scalar_term(depth);
            while generator.chance(8 + 8 * depth) {
                let sign = generator.pick(&["+", "-"]);
                generator.put(sign);
                generator.scalar_term(depth.saturating_sub(1));
            }
        });
    }

    fn scalar_term(&mut self, depth: u32) {
        self.scalar_unary(depth);
        while self.chance(8 + 5 * depth) {
            let sign = self.pick(&["*", "/", "*"]);
            self.put(sign);
            self.scalar_unary(depth.saturating_sub(1));
        }
    }

    pub fn scalar_unary(&mut self, depth: u32) {
        while self.chance(6) {
            self.put("-");
        }
        self.scalar_atom(depth);
        if self.chance(5) {
            self.put("^");
            if self.chance(30) {
                self.put("-");
            }
            let exponent = self.pick(&["0", "1", "2", "3"]);
            if self.chance(80) { self.put(exponent) } else { self.scalar_atom(0) }
        }
    }

    /// A scalar that is a small integer as a rule.
    pub fn index(&mut self) {
        match self.weighted(&[60, 15, 15, 10]) {
            1 if !self.scope.integers.is_empty() => self.part(Sort::Scalar, Self::bound_integer),
            2 => self.put_length(),
            3 => self.scalar(1),
            _ => self.part(Sort::Scalar, |generator| {
                let number = generator.pick(&["1", "1", "2", "2", "0", "3"]);
                generator.put(number);
            }),
        }
    }

    fn bound_integer(&mut self) {
        let which = self.random_below(self.scope.integers.len());
        let name = self.scope.integers[which].clone();
        self.name(&name, Role::Used);
    }

    fn scalar_atom(&mut self, depth: u32) {
        let (deep, scope) = (depth.min(1), &self.scope);
        let if_known = |known: bool, weight: u32| if known { weight } else { 0 };
        let weights = [
            30,
            12,
            if_known(scope.law, 8),
            if_known(!scope.integers.is_empty(), 20),
            if_known(scope.schedule, 10),
            if_known(scope.schedule, 5),
            if_known(scope.order, 5),
            6 * deep,
            12 * deep,
            if_known(self.folds, 6 * deep),
        ];
        match self.weighted(&weights) {
            0 => {
                let number = if self.chance(80) {
                    self.pick(&["1", "2", "3", "4"])
                } else {
                    self.pick(&["0", "0.5", "10", "1.25", "1.0", "007", "0.0", "16"])
                };
                self.put(number);
            }
            1 => self.put("L"),
            2 => self.put("V"),
            3 => self.bound_integer(),
            4 => {
                let word = self.pick(&["T", "s_max", "s_min"]);
                self.put(word);
            }
            5 => {
                let word = self.pick(&["s", "N"]);
                self.put(word);
                self.put("[");
                self.index();
                self.put("]");
            }
            6 => {
                self.put("at");
                self.arguments(1);
            }
            7 => {
                self.put("(");
                self.scalar(depth - 1);
                self.put(")");
            }
            8 => self.function(depth),
            _ => self.fold(depth, Sort::Scalar),
        }
    }

    fn function(&mut self, depth: u32) {
        let unread = if self.language.unread_words { 12 } else { 0 };
        match self.weighted(&[20, 10, 10, 8, 8, 20, unread]) {
            0 => {
                let word = self.pick(&["floor", "ceil", "abs"]);
                self.put(word);
                self.put("(");
                self.scalar(depth - 1);
                self.put(")");
            }
            1 => {
                let around = self.pick(&["floor", "ceil", ""]);
                if !around.is_empty() {
                    self.put(around);
                    self.put("(");
                }
                self.put("log2");
                self.arguments(1);
                if !around.is_empty() {
                    self.put(")");
                }
            }
            2 => {
                self.put("binomial");
                self.arguments(2);
            }
            3 => {
                self.put("factorial");
                self.arguments(1);
            }
            4 => {
                let (word, count) = self.pick(&[("beta", 4), ("bernstein", 3)]);
                self.put(word);
                self.arguments(count);
            }
            5 => {
                let word = self.pick(&["min", "max"]);
                self.put(word);
                let count = self.pick(&[1, 2, 2, 3]);
                self.arguments(count);
            }
            _ => {
                let word = self.pick(&["exp_lower", "exp_upper", "effective_weight_lower", "effective_weight_upper"]);
                self.put(word);
                self.arguments(1);
            }
        }
    }

    /// So many scalars in parentheses.
    pub fn arguments(&mut self, count: usize) {
        for argument in 0..count {
            self.put(if argument == 0 { "(" } else { "," });
            self.index();
        }
        self.put(")");
    }

    /// A sum, mean, minimum or maximum over a variable.
    pub fn fold(&mut self, depth: u32, sort: Sort) {
        let extrema = sort == Sort::Scalar || self.language.extrema;
        let word = if extrema { self.pick(&["sum", "mean", "min", "max", "sum"]) } else { self.pick(&["sum", "mean"]) };
        self.put(word);
        self.put("(");
        let name = self.fresh();
        let subsets = self.language.subsets && self.chance(20);
        self.variable(&name, subsets);
        self.put(",");
        if sort == Sort::Scalar {
            self.scalar(depth - 1);
        } else {
            // A minimum is not affine: the constant may not stand in it.
            let constant = self.scope.constant.clone();
            self.scope.constant.take_if(|_| matches!(word, "min" | "max"));
            self.measure(depth - 1);
            self.scope.constant = constant;
        }
        self.put(")");
        if subsets {
            self.scope.sets.pop();
        } else {
            self.scope.integers.pop();
        }
    }
}
