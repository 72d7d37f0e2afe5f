//! Files that no reader of the program may stumble over: headers that nest, files that never end, folders, and
//! predictors whose rows are no probabilities.

use std::process::{Command, Stdio};

use super::common::{Folder, Run, fixture, npy_of_floats, single_predictor};

/// Runs `maskproof` with a limit on its address space in kilobytes, so that what reads without bound fails.
fn run_within(folder: &Folder, kilobytes: u32, arguments: &[&str]) -> Run {
    let limited = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
    let program = env!("CARGO_BIN_EXE_maskproof");
    let output = Command::new("bash")
        .current_dir(folder.path("."))
        .args(["-c", &limited, program, "--threads", "2"])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().expect("no signal"), stdout: text(output.stdout), stderr: text(output.stderr) }
}

const ONE: &str = "iid(L=1,V=2)";

#[test]
fn nested_headers_of_predictors_are_refused() {
    let folder = Folder::new();
    for name in ["nested-tuples.npy", "nested-brackets.npy"] {
        let file = fixture(&format!("regressions/readers/{name}"));
        let run = folder.run(&["analyse", "parity(L=2,V=2)", "--predictor", &file]);
        assert_eq!(run.code, 3, "{name}: {}", run.stderr);
        assert!(run.stderr.contains("not a `.npy` array: its header"), "{}", run.stderr);
    }
}

#[test]
fn every_order_and_spacing_of_a_header_is_read() {
    let entries = [0.0, 0.0, 0.0, 0.0, 0.25, 0.75];
    let folder = Folder::new();
    let read = |header: &str| {
        folder.write("p.npy", npy_of_floats(header, &entries));
        folder.run(&["analyse", ONE, "--predictor", "p.npy", "--json"])
    };
    let first = read("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 1, 2), }");
    assert_eq!(first.code, 0, "{}", first.stderr);
    for header in [
        "{'shape': (3, 1, 2), 'fortran_order': False, 'descr': '<f8'}",
        "{\"fortran_order\":False,\"descr\":\"<f8\",\"shape\":(3,1,2,)}",
    ] {
        assert_eq!(read(header).stdout, first.stdout, "{header}");
    }
    let structured = read("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3, 1, 2), }");
    assert_eq!(structured.code, 3);
    assert!(structured.stderr.contains("structured array"), "{}", structured.stderr);
}

#[test]
fn files_without_an_end_are_refused_in_bounded_memory() {
    let folder = Folder::new();
    for (name, target) in
        [("z.json", "/dev/zero"), ("z.csv", "/dev/zero"), ("z.toml", "/dev/zero"), ("u.toml", "/dev/urandom")]
    {
        std::os::unix::fs::symlink(target, folder.path(name)).unwrap();
    }
    let commands: &[&[&str]] = &[
        &["check", "/dev/zero"],
        &["check", "u.toml"],
        &["decide", "/dev/zero"],
        &["constant", "z.toml"],
        &["hunt", "z.toml", "--vocabulary", "2", "--length", "2"],
        &["sweep", "--claim", "/dev/zero", "--vocabulary", "2", "--length", "2", "--denominator", "2"],
        &["analyse", "z.json"],
        &["policy", "z.csv"],
        &["law", "file", "z.json"],
        &["law", "text", "/dev/zero", "--length", "2"],
        &["analyse", ONE, "--predictor", "/dev/zero"],
        &["policy", ONE, "--policy", "table:/dev/zero"],
        &["merge", "/dev/zero"],
    ];
    for arguments in commands {
        let run = run_within(&folder, 1_000_000, arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("too large: more than"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn files_of_gigabytes_are_refused_before_they_are_read() {
    let folder = Folder::new();
    for name in ["b.toml", "b.json", "b.csv", "b.npy", "b.txt"] {
        std::fs::File::create(folder.path(name)).unwrap().set_len(5 << 30).unwrap();
    }
    let commands: &[&[&str]] = &[
        &["check", "b.toml"],
        &["analyse", "b.json"],
        &["analyse", "b.csv"],
        &["law", "text", "b.txt", "--length", "2"],
        &["analyse", ONE, "--predictor", "b.npy"],
        &["policy", ONE, "--policy", "table:b.json"],
        &["merge", "b.json"],
    ];
    for arguments in commands {
        let run = run_within(&folder, 500_000, arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("too large: more than"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn folders_named_as_files_say_so() {
    let folder = Folder::new();
    for name in ["d.toml", "d.json", "d.txt", "d.npy"] {
        std::fs::create_dir(folder.path(name)).unwrap();
    }
    let commands: &[&[&str]] = &[
        &["check", "d.toml"],
        &["decide", "d.toml"],
        &["analyse", "d.json"],
        &["law", "text", "d.txt", "--length", "2"],
        &["analyse", ONE, "--predictor", "d.npy"],
        &["policy", ONE, "--policy", "table:d.json"],
    ];
    for arguments in commands {
        let run = folder.run(arguments);
        assert_eq!(run.code, 3, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("a folder (a directory), not a file"), "{arguments:?}: {}", run.stderr);
    }
}

/// The tolerance is V * 2^-22, here 2^-21: rows at its bound pass, rows beyond it do not.
#[test]
fn rows_of_a_predictor_are_probabilities() {
    let folder = Folder::new();
    let run = |row: [f64; 2], more: &[&str]| {
        folder.write("p.npy", single_predictor(row));
        folder.run(&[&["analyse", ONE, "--predictor", "p.npy", "--json"], more].concat())
    };
    let bound = f64::powi(2.0, -21);
    for row in [[0.5, 0.5], [0.5, 0.5 + bound], [0.5, 0.5 - bound], [f64::from(1.0f32 / 3.0), f64::from(2.0f32 / 3.0)]]
    {
        let run = run(row, &[]);
        assert_eq!(run.code, 0, "{row:?}: {}", run.stderr);
    }
    for (row, sum) in
        [([2.0, 3.0], "sum to 5.00"), ([0.5, 0.5 + 2.0 * bound], "sum to 1.00000095"), ([0.25, 0.5], "sum to 0.75")]
    {
        let refused = run(row, &[]);
        assert_eq!(refused.code, 3, "{row:?}");
        assert!(refused.stderr.contains(sum) && refused.stderr.contains("--weights"), "{}", refused.stderr);
        assert_eq!(run(row, &["--weights"]).code, 0);
    }
    // Weights are divided by their sum: 2 and 3 are the probabilities 2/5 and 3/5, 1/4 and 1/2 are 1/3 and 2/3.
    assert_eq!(run([1.0, 3.0], &["--weights"]).stdout, run([0.25, 0.75], &[]).stdout);
}

#[test]
fn logits_and_logarithms_say_what_to_do() {
    let folder = Folder::new();
    for (row, part) in [
        ([-0.7, -0.69], "numpy.exp(a)"),
        ([f64::NEG_INFINITY, 0.0], "numpy.exp(a)"),
        ([f64::NAN, 0.5], "subtract the largest logit"),
        ([f64::INFINITY, 0.5], "subtract the largest logit"),
    ] {
        folder.write("p.npy", single_predictor(row));
        for more in [&[][..], &["--weights"]] {
            let run = folder.run(&[&["analyse", ONE, "--predictor", "p.npy"], more].concat());
            assert_eq!(run.code, 3, "{row:?}");
            assert!(run.stderr.contains(part), "{row:?}: {}", run.stderr);
        }
    }
}

#[test]
fn numbers_beyond_all_bounds_are_too_large() {
    let folder = Folder::new();
    let law = |length: &str, value: &str| {
        format!("{{\"name\":\"p\",\"length\":{length},\"vocabulary\":[\"a\",\"b\"],\"counts\":[[[\"a\"],{value}]]}}")
    };
    for (length, value, part) in [
        ("1", "1e999999999", "counts[0] is 1e999999999, which is too large"),
        ("1", "1e-999999999", "counts[0] is 1e-999999999, which is too large"),
        ("1", "1e99999999999999999999999999", "which is too large"),
        ("2e20", "1", "the length is 2e20, which is too large: expected at most 4096"),
        ("1e999999999", "1", "the length is 1e999999999, which is too large"),
        ("18446744073709551617", "1", "the length is 18446744073709551617, which is too large"),
    ] {
        let run = folder.write("p.json", law(length, value)).run(&["analyse", "p.json"]);
        assert_eq!(run.code, 3);
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    let run = folder.write("p.csv", "x1,probability\na,1e999999999\n").run(&["analyse", "p.csv"]);
    assert!(run.code == 3 && run.stderr.contains("line 2 is 1e999999999, which is too large"), "{}", run.stderr);
    for spec in ["iid(L=2,p=1e999999999;0)", "iid(L=99999999999999999999,V=2)", "mixture(1e999999999*iid(L=1,V=2))"] {
        let run = folder.run(&["law", "family", spec]);
        assert!(run.code == 2 && run.stderr.contains("too large"), "{spec}: {}", run.stderr);
    }
    let run = folder.run(&["policy", ONE, "--policy", "entropy-bounded:1e999999999"]);
    assert!(run.code == 2 && run.stderr.contains("too large"), "{}", run.stderr);
}
