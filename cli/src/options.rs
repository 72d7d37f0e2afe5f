//! The options and commands of the program that mend what the library finds wrong. The library names none of them.

use std::borrow::Cow;

use maskproof::diagnosis::Advice;

/// How a message of the library ends, or goes on, where work is beyond the limit.
const RAISE_THE_LIMIT: &str = "; raise the limit";

/// The same with the option that raises it.
const LIMIT_OPTION: &str = "; raise it with --limit";

/// A message of the library about the limit of work, with the option that raises the limit.
pub fn in_message(message: &str) -> String {
    message.replace(RAISE_THE_LIMIT, LIMIT_OPTION)
}

/// What to do about a mistake, with the options and commands that do it.
pub fn in_help(advice: &Advice) -> Cow<'_, str> {
    let help = &advice.help;
    match advice.code {
        "law::large_numbers" => format!("{help} with --limit").into(),
        "law::sum_not_one" => format!("{help}; `maskproof law file FILE --normalise` divides them by their sum").into(),
        "law::too_many_sets" | "law::too_many_counts" => {
            format!("{help}; `maskproof law file FILE --positions 1,2,3` has the law of some").into()
        }
        "law::length_too_large" => format!("{help} by --positions, where they are those of a table").into(),
        "data::no_header" => {
            format!("{help}: --no-header where it is a sample, --header where it names columns").into()
        }
        "data::looks_like_values" => format!("{help}: --count or --probability, or --positions").into(),
        "law::unknown_extension" => {
            format!("{help}; the windows of a text are counted by `maskproof law text FILE --length 4`").into()
        }
        "predictor::not_probabilities" => {
            format!("{help}; or give --logits, and for weights that are to be divided by their sum --weights").into()
        }
        "claim::scope" if help == "give a schedule" => format!("{help} with --schedule, such as --schedule 2,2").into(),
        "claim::scope" if help == "give an unmasking order" => {
            format!("{help} with --order, such as --order 1,3/2").into()
        }
        "claim::scope" if help == "give a policy" => format!("{help} with --policy, such as --policy bisection").into(),
        "claim::scope" if help == "give a rule" => {
            format!("{help} with --rule, such as --rule low-confidence:1").into()
        }
        "predictor::negative" => format!("{help}; or give --logits").into(),
        "rule::no_unconditional" => format!("{help}; a second table is given by --guidance-from").into(),
        "curve::no_multiple" => format!("{help}, by --errors").into(),
        "curve::nothing_to_multiply" => "leave --errors out, or add the column".into(),
        "sweep::fragment" => {
            "claims of every fragment are checked by `maskproof check FILE.toml`, and those of the catalogue by \
                              `maskproof verify --claim ID`; `maskproof catalogue` shows the fragments"
                .into()
        }
        "sweep::malformed" => format!("results of sweeps are written by `maskproof sweep`; {help}").into(),
        "sweep::unreadable" => format!(
            "{help}; a shard is a folder that `maskproof sweep --state` wrote, or a file that it wrote with --output"
        )
        .into(),
        _ => in_message(help).into(),
    }
}
