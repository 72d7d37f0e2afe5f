//! Information measures and sets of positions, made at random.

use super::generator::{Generator, Role, Sort};

impl Generator {
    /// An information measure.
    pub fn measure(&mut self, depth: u32) {
        self.part(Sort::Measure, |generator| {
            generator.measure_term(depth);
            while generator.chance(10 + 8 * depth) {
                let sign = generator.pick(&["+", "-", "+"]);
                generator.put(sign);
                generator.measure_term(depth.saturating_sub(1));
            }
        });
    }

    fn measure_term(&mut self, depth: u32) {
        if self.chance(5) {
            self.put("-");
        }
        let constant = self.scope.constant.clone().filter(|_| self.chance(40));
        if let Some(constant) = constant {
            // The constant stands as a factor, once in a product.
            self.scope.constant = None;
            if self.chance(20) {
                self.scalar_unary(0);
                self.put("*");
            }
            self.name(&constant, Role::Used);
            self.put("*");
            self.measure_factor(depth);
            self.scope.constant = Some(constant);
            return;
        }
        match self.weighted(&[60, 15, 6, 8, 4, 3]) {
            1 => {
                self.scalar_unary(depth);
                self.put("*");
                self.measure_factor(depth);
            }
            2 => {
                self.measure_factor(depth);
                self.put("*");
                self.scalar_unary(depth);
            }
            3 => {
                self.measure_factor(depth);
                self.put("/");
                self.scalar_unary(depth);
            }
            4 => {
                self.put("2");
                self.put("*");
                self.measure_factor(depth);
                self.put("/");
                self.scalar_unary(0);
            }
            // The literal 0 is also an information measure, but a sum of zeros alone need not be one.
            5 => {
                self.put("0");
                self.put("+");
                self.measure_factor(depth);
            }
            _ => self.measure_factor(depth),
        }
    }

    /// An information measure that can stand behind a sign of multiplication.
    pub fn measure_factor(&mut self, depth: u32) {
        if depth > 0 && self.chance(12) {
            self.put("(");
            self.measure(depth - 1);
            self.put(")");
        } else {
            self.part(Sort::Measure, |generator| generator.measure_atom(depth));
        }
    }

    fn measure_atom(&mut self, depth: u32) {
        let (scope, language) = (&self.scope, &self.language);
        let where_known = |known: bool, weight: u32| if known { weight } else { 0 };
        let general = !language.linear;
        let weights = [
            20,
            where_known(scope.schedule, 30),
            where_known(general, 25),
            where_known(general, 15),
            where_known(depth > 0, 12),
            where_known(language.extrema && depth > 0, 8),
            where_known(general, 6),
            where_known(language.unread_words, 15),
            where_known(scope.order, 40),
            where_known(scope.policy, 40),
            where_known(scope.rule, 40),
            8,
            if language.linear { 25 } else { 15 },
        ];
        match self.weighted(&weights) {
            0 => {
                let word = self.pick(&["TC", "DTC", "TC", "nat"]);
                // A constant makes most claims undecided.
                let word = if self.language.linear && word == "nat" && self.chance(80) { "TC" } else { word };
                self.put(word);
            }
            1 => self.of_schedule(),
            2 => self.entropy(),
            3 => self.mutual_information(),
            4 => self.fold(depth, Sort::Measure),
            5 => {
                let word = self.pick(&["min", "max"]);
                self.put(word);
                self.put("(");
                let constant = self.scope.constant.take();
                self.measure(depth - 1);
                while self.chance(50) {
                    self.put(",");
                    if self.chance(10) { self.put("0") } else { self.measure(depth - 1) }
                }
                self.scope.constant = constant;
                self.put(")");
            }
            6 => {
                let word = self.pick(&["TC_reverse", "min_top", "top_mass", "max_mass", "second_mass", "collision"]);
                self.put(word);
            }
            7 => self.of_the_law(),
            8 => {
                let word = self.pick(&["KL_order", "ideal_KL_order", "eps_order", "conditional_TC"]);
                self.put(word);
            }
            9 => self.of_policy(),
            10 => self.of_rule(),
            11 => {
                self.put("ln");
                self.put("(");
                let word = if self.chance(60) { "V" } else { self.pick(&["2", "3", "L"]) };
                if self.language.linear || self.chance(70) {
                    self.put(word)
                } else {
                    self.scalar(0)
                }
                self.put(")");
            }
            _ => {
                let word = self.pick(&["h", "Z", "zeta", "delta", "rho", "h"]);
                self.put(word);
                self.arguments(1);
            }
        }
    }

    fn of_schedule(&mut self) {
        let word = if self.language.linear {
            self.pick(&["E_KL", "ideal_KL", "ideal_KL", "eps_train"])
        } else {
            self.pick(&["E_KL", "ideal_KL", "eps_train", "KL_output", "E_KL", "ideal_KL"])
        };
        self.put(word);
        if !self.language.linear && word.ends_with("_KL") && self.chance(25) {
            let derived = self.pick(&["halved_larger_first", "halved_smaller_first"]);
            self.put("(");
            self.put(derived);
            self.put(")");
        }
    }

    /// Quantities that the checker does not evaluate.
    fn of_the_law(&mut self) {
        let of_orders = if self.scope.schedule && !self.scope.order && !self.scope.policy { 6 } else { 0 };
        match self.weighted(&[10, 8, 8, 8, 6, 6, 15, 10, 10, of_orders]) {
            0 => {
                self.put("H0");
                self.put("(");
                self.positions(true);
                self.put(")");
            }
            1 => {
                let word = self.pick(&["D_inf", "TV_product", "chi_square_product", "fano_top"]);
                self.put(word);
            }
            2 => {
                self.put("H_binomial");
                self.arguments(1);
            }
            3 => {
                let word = self.pick(&["serial_depth", "serial_depth_worst"]);
                self.put(word);
                self.unit();
            }
            4 => {
                self.put("best_order_KL");
                self.arguments(1);
            }
            5 => {
                self.put("permutation_error");
                self.arguments(2);
            }
            6 => self.of_numbers(),
            7 => {
                let word = self.pick(&["TC", "DTC", "O_information", "TSE", "co_information"]);
                self.put(word);
                if word.contains("TC") || self.chance(60) {
                    self.put("(");
                    self.positions(true);
                    if self.chance(40) {
                        self.put("|");
                        self.positions(false);
                    }
                    self.put(")");
                }
            }
            8 => self.of_word(),
            _ => {
                let word = self.pick(&["mean", "sum", "min", "max"]);
                self.put(word);
                self.put("(");
                self.put("order");
                self.put(",");
                let constant = self.scope.constant.take();
                self.scope.order = true;
                self.measure(0);
                self.scope.order = false;
                self.scope.constant = constant;
                self.put(")");
            }
        }
    }

    /// The probability of a word's tokens.
    fn of_word(&mut self) {
        let word = self.pick(&["mass", "predicted"]);
        self.put(word);
        self.put("(");
        self.index();
        self.put(";");
        let given = self.chance(50);
        self.positions(!given);
        if given {
            self.put("|");
            self.positions(true);
        }
        self.put(")");
    }

    /// Products, powers and functions of numbers of the law.
    fn of_numbers(&mut self) {
        let number = self.pick(&["max_mass", "collision", "TV_product", "min_top"]);
        let tokens: &[&str] = match self.random_below(8) {
            0 => &["2", "*", number, "^", "2"],
            1 => &["TC", "*", number],
            2 => &[number, "*", "nat"],
            3 => &["TC", "/", number],
            4 => &["ln", "(", "1", "/", number, ")"],
            5 => &["abs", "(", number, "-", "1", ")"],
            6 => &["max", "(", "1", "/", "2", ",", number, ")"],
            _ => &["(", "1", "-", number, ")"],
        };
        tokens.iter().for_each(|token| self.put(token));
    }

    fn of_rule(&mut self) {
        let words = ["KL_rule", "ideal_KL_rule", "reverse_KL_rule", "mean_KL_rule"];
        let numbers = ["TV_rule", "support_rule", "rounds_rule", "rounds_rule_under_law", "max_rounds_rule"];
        let word = if self.chance(60) { self.pick(&words) } else { self.pick(&numbers) };
        self.put(word);
    }

    fn of_policy(&mut self) {
        if self.chance(65) {
            let word = self.pick(&["KL_policy", "ideal_KL_policy", "eps_policy", "conditional_TC"]);
            self.put(word);
        } else {
            let word = self.pick(&["expected_rounds", "max_rounds"]);
            self.put(word);
            self.unit();
        }
    }

    /// A unit has no sums and the like.
    fn unit(&mut self) {
        self.folds = false;
        self.put("(");
        match self.weighted(&[50, 20, 20, 10]) {
            0 => self.put("nat"),
            1 => {
                self.put("ln");
                self.put("(");
                self.scalar(0);
                self.put(")");
            }
            2 => {
                self.scalar_unary(0);
                self.put("*");
                self.put("nat");
            }
            _ => {
                self.put("nat");
                self.put("+");
                self.put("ln");
                self.arguments(1);
            }
        }
        self.put(")");
        self.folds = true;
    }

    fn entropy(&mut self) {
        self.put("H");
        self.put("(");
        let given = self.chance(35);
        let rest_first = self.chance(50);
        self.positions(!given || rest_first);
        if given {
            self.put("|");
            self.positions(!rest_first);
        }
        self.put(")");
    }

    fn mutual_information(&mut self) {
        self.put("I");
        self.put("(");
        let sets = if self.chance(30) { 3 } else { 2 };
        let with_rest = self.random_below(sets);
        for set in 0..sets {
            match set {
                0 => {}
                1 => self.put(";"),
                _ => self.put("|"),
            }
            self.positions(set == with_rest);
        }
        self.put(")");
    }

    /// A set of positions, in which `rest` may stand once, if at all.
    fn positions(&mut self, mut may_rest: bool) {
        let items = self.pick(&[1, 1, 1, 2, 2, 3]);
        for item in 0..items {
            if item > 0 {
                self.put(",");
            }
            let (rest, scope) = (u32::from(may_rest), &self.scope);
            let sets = if scope.sets.is_empty() { 0 } else { 40 };
            let order = if scope.order { 25 } else { 0 };
            let which = self.weighted(&[45, 15, 15 * rest, 8, 4, sets, order]);
            may_rest &= which != 2;
            self.part(Sort::Item, |generator| match which {
                0 => generator.index(),
                1 => {
                    generator.index();
                    generator.put("..");
                    generator.index();
                }
                2 => generator.put("rest"),
                3 => generator.put("all"),
                4 => generator.put("none"),
                5 => {
                    let which = generator.random_below(generator.scope.sets.len());
                    let name = generator.scope.sets[which].clone();
                    generator.name(&name, Role::Used);
                }
                _ => {
                    let word = generator.pick(&["block", "before"]);
                    generator.put(word);
                    generator.arguments(1);
                }
            });
        }
    }
}
