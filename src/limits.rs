//! The limits of sizes, work and memory, each with its unit. What is beyond one is refused with a message that names
//! it. Numbers that only say how much is tried or listed stand where they are used.

// Numbers.

/// The largest exponent, in absolute value, that a decimal may be written with: beyond it a few bytes of input would
/// ask for gigabytes of digits. Digits that are written out are never too many.
pub const DECIMAL_EXPONENT_LIMIT: u64 = 10_000;

/// The largest exponent whose power of e is bounded, in absolute value.
pub const EXP_LIMIT: u32 = 64;

// Work and memory, which `--limit` multiplies.

/// The bytes that a unit of work may keep.
pub const KEPT_BYTES: u64 = 512 << 20;

/// The steps for the instances of a claim at one length and vocabulary size: about a second.
pub const INSTANTIATION_STEPS: u64 = 1_000_000_000;

/// The steps for the decision of a claim for all laws, over all the lengths that are asked for: some seconds.
pub const DECISION_STEPS: u64 = 8_000_000_000;

/// The steps for the cases of a claim that is checked on laws, estimated before: some twenty seconds of one processor.
pub const CASES_STEPS: u64 = 20_000_000_000;

/// The steps for the instances of a claim that is checked on laws, over all their lengths and vocabularies: a few
/// seconds.
pub const PLANS_STEPS: u64 = 2_000_000_000;

/// The bytes of these instances.
pub const PLANS_BYTES: u64 = 256 << 20;

/// The steps of work, by the words of their numbers alone, for the logarithms of a law's marginal counts, and so for
/// its entropies: some seconds.
pub const LAW_STEPS: u64 = 1 << 25;

// Files.

/// The most bytes of a claim file.
pub const CLAIM_BYTES: u64 = 1 << 20;

/// The most bytes of a law file, and of a policy's table.
pub const LAW_BYTES: u64 = 1 << 28;

/// The most bytes of a text whose windows are counted.
pub const TEXT_BYTES: u64 = 1 << 30;

/// The most bytes of a predictor: those of [`PREDICTOR_ENTRY_LIMIT`] 64-bit floats, and a header.
pub const PREDICTOR_BYTES: u64 = 8 * PREDICTOR_ENTRY_LIMIT as u64 + 65_536;

/// The most bytes of an array of samples.
pub const SAMPLES_BYTES: u64 = 1 << 30;

/// The most bytes of a measured curve, and of samples from which one is estimated.
pub const CURVE_BYTES: u64 = 1 << 28;

/// The most bytes of a file with results of a sweep.
pub const SWEEP_BYTES: u64 = 1 << 30;

/// The most bytes that are read from what is no ordinary file.
pub const STREAM_BYTES: u64 = 1 << 26;

/// The most bytes of a header; numpy itself refuses longer ones, and writes 118 for a predictor.
pub const HEADER_BYTES: usize = 10_000;

/// The most numbers in a shape, as in numpy.
pub const DIMENSION_LIMIT: usize = 64;

// Laws and predictors.

/// The largest number of patterns, `(V + 1)^L`, that a law may have.
///
/// Everything computed from a law starts from the table of the marginal counts of all patterns
/// ([`PatternCounts`](crate::law::PatternCounts)); at this limit the table takes a few hundred megabytes. Two tokens
/// reach length 13, three tokens length 11.
pub const PATTERN_LIMIT: usize = 4_194_304;

/// The largest length of a law that is given by its sequences.
pub const SPARSE_LENGTH_LIMIT: usize = 4096;

/// The most tokens of all sequences of such a law together: 256 megabytes.
pub const SPARSE_TOKEN_LIMIT: usize = 1 << 26;

/// The most steps for the entropies of all sets of positions of such a law, for each set those of its sequences that are
/// not alone and some more: about a minute of one processor.
pub const REFINEMENT_STEPS: u64 = 1 << 35;

/// The most logarithms in all average entropies of such a law together, where [`KEPT_BYTES`] has room for them.
pub const REFINEMENT_COUNT_LIMIT: u64 = 1 << 22;

/// The largest length: `2^L <= (V + 1)^L <= 2^22`, which is [`PATTERN_LIMIT`].
pub const LAW_LENGTH_LIMIT: usize = 22;

/// The largest number of entries, group elements times atoms, of the table of a symmetry group.
pub const ORBIT_TABLE_LIMIT: u64 = 1 << 24;

/// The largest number of laws, `C(N + V^L - 1, V^L - 1)`, of a grid.
pub const GRID_LIMIT: u64 = 10_000_000_000;

/// The largest number of laws of a grid from which one is taken by its number: the grid is gone through for it.
pub const MEMBER_LIMIT: u64 = 100_000_000;

/// The largest number of entries, `(V + 1)^L L V`, of a predictor table; at this limit it takes about a gigabyte.
pub const PREDICTOR_ENTRY_LIMIT: usize = 16_777_216;

/// The largest number of codes that [`all_linear_codes`](crate::law::families::all_linear_codes) lists.
pub const CODE_LIMIT: u64 = 100_000;

/// The largest field over which a code is sought.
pub const LARGEST_FIELD: usize = 4096;

/// How deeply specs may stand in one another.
pub const SPEC_DEPTH_LIMIT: usize = 16;

/// The longest walk whose paths are listed.
pub const WALK_LIMIT: usize = 20;

/// The largest number of bits of a count of a random law.
pub const BITS_LIMIT: u32 = 65_536;

/// The largest number of bits of all counts of a random law together, 128 megabytes.
pub const ALL_BITS_LIMIT: u64 = 1 << 30;

// Measured curves.

/// The largest length of a measured curve.
pub const CURVE_LENGTH_LIMIT: usize = 4096;

/// The most circulations of a predictor that are computed: contexts, times two positions and a token at each.
pub const CIRCULATION_LIMIT: u64 = 1 << 22;

/// The most numbers of samples in an array from which a curve is estimated, `N * L`: about 100 bytes each.
pub const SAMPLE_NUMBERS: u64 = 1 << 24;

/// The most binary digits of a number of a measured curve over the common denominator of all.
pub const CURVE_BITS: u32 = 4096;

/// The largest length for which the best random block sizes are sought.
pub const TIME_GRID_LENGTH_LIMIT: usize = 64;

/// The most steps of random block sizes that are sought.
pub const TIME_GRID_STEP_LIMIT: usize = 64;

// Statements.

/// The deepest nesting of parentheses and brackets that is read: the parser descends recursively.
pub const STATEMENT_NESTING_LIMIT: usize = 64;

/// The most operators, quantifiers and ends of ranges that are read: each may deepen the syntax tree by one.
pub const STATEMENT_SIZE_LIMIT: usize = 1000;

/// The largest exponent of a power, in absolute value.
pub const POWER_EXPONENT_LIMIT: u32 = 10_000;

/// The most binary digits that the numerator and the denominator of a value may have.
pub const DIGIT_LIMIT: u64 = 1 << 20;

/// The most trials of a binomial law whose entropy is computed.
pub const BINOMIAL_ENTROPY_LIMIT: usize = 1000;

/// The most integers of a range.
pub const RANGE_LIMIT: i64 = 1_000_000;

/// The longest sequences whose schedules, `2^(L - 1)` of them, are listed one by one.
pub const SCHEDULE_LENGTH_LIMIT: usize = 16;

/// The longest sequences whose unmasking orders are listed one by one; there are 4683 of length 6.
pub const ORDER_LENGTH_LIMIT: usize = 6;

/// The most unmasking orders of one schedule that `mean(order, ..)` goes through: those of seven single positions.
pub const FOLDED_ORDERS_LIMIT: u64 = 5040;

/// The most instances of a statement's quantifiers for one length and vocabulary.
pub const INSTANCE_LIMIT: usize = 1 << 18;

/// The most tokens whose permutations a claim may ask about.
pub const PERMUTATION_LIMIT: usize = 64;

/// The most subsets of positions that one variable runs over.
pub const SUBSET_LIMIT: u32 = 1 << 18;

// Samplers and decisions.

/// The most unmasking orders that are enumerated for one schedule.
pub const ORDER_LIMIT: u64 = 4_000_000;

/// The longest sequences whose subset entropies are tabulated.
pub const SUBSET_LENGTH_LIMIT: usize = 20;

/// The most sets, over all states, that the search for the serial depth may try.
pub const SERIAL_DEPTH_LIMIT: u64 = 1 << 22;

/// The longest sequences for which the program searches the best fixed orders: the search takes `3^L` comparisons a
/// step.
pub const BEST_ORDER_LENGTH_LIMIT: usize = 10;

/// The most outcomes, sets of kept positions with their tokens, over all states and steps of a decoding rule: some tens
/// of seconds for counts of a few bytes.
pub const RULE_OUTCOME_LIMIT: u64 = 1 << 20;

/// The most outcomes of a decoding rule on a law that is given by its sequences, counted as they are gone through: some
/// minutes.
pub const SPARSE_OUTCOME_LIMIT: u64 = 1 << 22;

/// About the most bits of the denominators of a decoding rule's output where they are products of many: some minutes for
/// hundreds of sequences.
pub const RULE_FRACTION_BITS: u64 = 1 << 19;

/// The most laws of a grid on which two decoding rules are compared: some minutes for rules of a few outcomes.
pub const COMPARED_LAW_LIMIT: u64 = 1 << 16;

/// The most steps of a decoding rule in a block.
pub const RULE_STEP_LIMIT: usize = 4096;

/// The most sequences that the chain of a rule may reach whose stationary law is sought: the elimination takes the cube
/// of it, some seconds.
pub const RULE_CHAIN_LIMIT: usize = 128;

/// The most rules that a range of steps in a rule stands for.
pub const RULE_RANGE_LIMIT: usize = 64;

/// The largest whole power of probabilities that is written out, as at a temperature `1/n`; larger ones are enclosed.
pub const TEMPERATURE_POWER_LIMIT: u32 = 64;

/// The largest number of tokens for which the errors of permutations are checked to be convex: up to here all products
/// fit in 128 bits.
pub const CONVEXITY_LIMIT: usize = 100_000;

/// The largest number of tokens of a table of the errors of permutations, which takes time in proportion to its cube.
pub const PERMUTATION_TABLE_LIMIT: usize = 1500;

/// The longest sequences for which the program decides a claim for all laws.
pub const DECISION_LENGTH_LIMIT: usize = 4096;

/// The longest sequences for which laws over two letters are searched.
pub const BINARY_LENGTH_LIMIT: usize = 10;

/// The longest sequences for which a certificate lists every schedule.
pub const CERTIFICATE_LENGTH_LIMIT: usize = 10;

// Sweeps.

/// The largest number of laws, `C(N + V^L - 1, V^L - 1)`, of a grid that is swept.
pub const SWEEP_LAW_LIMIT: u64 = 1_000_000_000_000_000;

/// The largest denominator of a grid that is swept: counts have 16 bits, and tables an entry for each count.
pub const SWEEP_DENOMINATOR_LIMIT: u32 = u16::MAX as u32;

/// The most relations, in all orders of the positions, of a claim that names positions, and is swept.
pub const SWEEP_IMAGE_LIMIT: u64 = 1 << 17;

// The program.

/// The most threads that may be asked for.
pub const THREAD_LIMIT: u16 = 256;

/// The longest sequences for which the program writes certificates beside a run, which list every schedule.
pub const CERTIFIED_LENGTH: usize = 6;

/// The most significant digits that are asked for.
pub const ASKED_DIGITS: u32 = 10_000;

/// How many times the default limits may be asked for.
pub const LIMIT_MULTIPLE: u32 = 1_000_000;

/// The largest numerator and denominator of a power to which probabilities are raised, and so of a temperature.
pub const POWER_TERM_LIMIT: u32 = 1000;

/// The largest `1/a` of a temperature `a` that chooses positions by powers of e.
pub const CHOICE_TEMPERATURE_LIMIT: u32 = 1000;

/// The most bits to which the numbers of a rule are enclosed, before what is open is called undecided.
pub const RULE_PRECISION_LIMIT: u32 = 1024;
