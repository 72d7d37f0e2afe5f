//! What the program writes: never over what it reads, never twice to one path, nothing left behind, nothing that steers
//! a terminal.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::common::Folder;

const LAW: &str = "parity(L=2,V=2)";

/// A folder with a true claim `c.toml`, and its text.
fn with_claim() -> (Folder, String) {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law: TC >= 0", "");
    let text = std::fs::read_to_string(folder.path("c.toml")).unwrap();
    (folder, text)
}

#[test]
fn an_output_is_never_an_input() {
    let (folder, text) = with_claim();
    std::fs::hard_link(folder.path("c.toml"), folder.path("hard.toml")).unwrap();
    std::os::unix::fs::symlink("c.toml", folder.path("soft.toml")).unwrap();
    folder.write("p.json", folder.run(&["law", "family", LAW]).stdout);
    let sweep = ["--vocabulary", "2", "--length", "2", "--denominator", "2"];
    let swept =
        folder.run(&[&["sweep", "--claim", "c.toml", "--state", "st", "--output", "sh.json"], &sweep[..]].concat());
    assert_eq!(swept.code, 0, "{}", swept.stderr);
    let entries = folder.entries();
    let commands: &[&[&str]] = &[
        &["check", "c.toml", "--law", LAW, "--json", "c.toml"],
        &["check", "c.toml", "--law", LAW, "--json", "./c.toml"],
        &["check", "c.toml", "--law", LAW, "--json", "st/../c.toml"],
        &["check", "c.toml", "--law", LAW, "--json", "hard.toml"],
        &["check", "c.toml", "--law", LAW, "--json", "soft.toml"],
        &["check", "soft.toml", "--law", LAW, "--json", "c.toml"],
        &["check", "c.toml", "--law", "p.json", "--json", "p.json"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2", "--output", "c.toml"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2", "--certificate", "./c.toml"],
        &["law", "file", "p.json", "--output", "p.json"],
        &["law", "text", "c.toml", "--length", "2", "--output", "hard.toml"],
        &["merge", "sh.json", "--output", "sh.json"],
        &["merge", "st", "--output", "st/block-000000.json"],
        &[
            "sweep",
            "--claim",
            "c.toml",
            "--vocabulary",
            "2",
            "--length",
            "2",
            "--denominator",
            "2",
            "--output",
            "c.toml",
        ],
    ];
    for arguments in commands {
        let run = folder.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("the input"), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    assert_eq!(std::fs::read_to_string(folder.path("c.toml")).unwrap(), text);
    assert_eq!(folder.entries(), entries);
}

#[test]
fn two_outputs_never_share_a_path() {
    let (folder, _) = with_claim();
    std::fs::create_dir(folder.path("out")).unwrap();
    std::fs::create_dir(folder.path("st")).unwrap();
    let sweep = ["sweep", "--claim", "c.toml", "--vocabulary", "2", "--length", "2", "--denominator", "2"];
    let commands: &[&[&str]] = &[
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2", "--output", "a.json", "--certificate", "./a.json"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2", "--output", "a.json", "--certificate", "a.2.json"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2", "--output", "a.3.json", "--certificate", "a.json"],
        &["check", "c.toml", "--law", LAW, "--json", "new", "--certificates", "new"],
        &["check", "c.toml", "--law", LAW, "--json", "out/x.L2.rays.json", "--certificates", "out"],
        &[&sweep[..], &["--state", "st", "--output", "st/sweep.json"]].concat(),
        &[&sweep[..], &["--violations", "out", "--output", "out/x.violation-1.law.json"]].concat(),
    ];
    for arguments in commands {
        let run = folder.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("one file") || run.stderr.contains("may overwrite"), "{}", run.stderr);
    }
    assert_eq!(folder.entries(), ["c.toml", "out", "st"]);
    // What has other names, and what is never overwritten, may share.
    for arguments in [
        &["check", "c.toml", "--law", LAW, "--json", "out/report.json", "--certificates", "out"][..],
        &["decide", "c.toml", "--length", "3", "--laws", "out", "--certificates", "out"],
        &[
            "hunt",
            "c.toml",
            "--vocabulary",
            "2",
            "--length",
            "2",
            "--output",
            "/dev/null",
            "--certificate",
            "/dev/null",
        ],
    ] {
        assert_eq!(folder.run(arguments).code, 0, "{arguments:?}");
    }
}

#[test]
fn a_file_as_a_folder_says_so_before_any_work() {
    let (folder, text) = with_claim();
    let sweep = ["sweep", "--claim", "c.toml", "--vocabulary", "2", "--length", "2", "--denominator", "2"];
    for arguments in [
        &["check", "c.toml", "--certificates", "c.toml"][..],
        &["verify", "--certificates", "c.toml/certificates"],
        &["decide", "c.toml", "--certificates", "c.toml"],
        &["decide", "c.toml", "--laws", "c.toml"],
        &[&sweep[..], &["--state", "c.toml"]].concat(),
        &[&sweep[..], &["--violations", "c.toml"]].concat(),
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("c.toml is a file, not a folder; name another"), "{}", run.stderr);
    }
    assert_eq!(std::fs::read_to_string(folder.path("c.toml")).unwrap(), text);
}

/// A limit on the size of files ends the process in the middle of writing one.
#[test]
fn what_a_killed_run_leaves_is_removed_by_the_next() {
    let folder = Folder::new();
    let killed = Command::new("bash")
        .current_dir(folder.path("."))
        .args(["-c", "ulimit -c 0; ulimit -f 8; exec \"$0\" law family 'iid(L=12,V=2)' --output k.json"])
        .arg(env!("CARGO_BIN_EXE_maskproof"))
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(!killed.success());
    let left = folder.entries();
    assert!(left.len() == 1 && left[0].starts_with(".maskproof-unfinished-"), "{left:?}");
    folder.write(".maskproof-mine", "mine");
    assert_eq!(folder.run(&["law", "family", LAW, "--output", "p.json"]).code, 0);
    assert_eq!(folder.entries(), [".maskproof-mine", "p.json"]);
}

#[test]
fn a_full_disk_is_an_error_of_every_command() {
    let (folder, _) = with_claim();
    for arguments in [
        &["catalogue"][..],
        &["catalogue", "show", "li-cai-thm1"],
        &["law", "families"],
        &["law", "family", LAW],
        &["analyse", LAW],
        &["policy", LAW],
        &["permutations", "--size", "3"],
        &["check", "c.toml", "--law", LAW],
        &["decide", "c.toml", "--length", "2"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2"],
        &["sweep", "--claim", "c.toml", "--vocabulary", "2", "--length", "2", "--denominator", "2", "--quiet"],
        &["--help"],
        &["--version"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = folder.command(arguments).stdout(full).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {message}");
        assert!(message.starts_with("error: cannot write to the standard output"), "{message}");
    }
    let run = folder.run(&["law", "family", LAW, "--output", "/dev/full"]);
    assert!(run.code == 3 && run.stderr.contains("could not be written"), "{}", run.stderr);
}

/// Everything a terminal may take for a command: escapes, the control characters of Latin-1, changes of direction.
#[test]
fn control_characters_of_names_do_not_reach_the_terminal() {
    let folder = Folder::new();
    let evil = "x\u{1b}[31m\u{9b}2J\u{7}\u{7f}\u{202e}\r";
    let quoted = serde_json::to_string(evil).unwrap();
    let law = format!(
        "{{\"name\":{quoted},\"length\":2,\"vocabulary\":[{quoted},\"b\"],\"counts\":[[[{quoted},\"b\"],1],[[\"b\",\"b\"],2]]}}"
    );
    folder.write("p.json", law);
    let title = evil.chars().map(|c| format!("\\u{:04X}", u32::from(c))).collect::<String>();
    folder.write(
        "c.toml",
        format!("id = \"x\"\ntitle = \"{title}\"\nsource = \"s\"\nprovenance = \"D\"\nstatement = \"for all law: TC >= 0\"\n"),
    );
    let is_plain = |text: &str| text.chars().all(|c| c == '\n' || !(c.is_control() || c == '\u{202e}'));
    for arguments in [
        &["analyse", "p.json"][..],
        &["analyse", "p.json", "--json"],
        &["policy", "p.json", "--depth"],
        &["check", "c.toml", "--law", "p.json"],
        &["decide", "c.toml", "--length", "2"],
        &["decide", "c.toml", "--length", "2", "--json"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2"],
        &["law", "file", "p.json"],
        &["law", "family", evil],
        &["law", "file", evil],
        &["catalogue", "show", evil],
        &["check", evil],
        &["policy", LAW, "--policy", evil],
        &["analyse", LAW, "--schedule", evil],
        &[evil],
        &["--threads", evil, "catalogue"],
    ] {
        let run = folder.run(arguments);
        assert!(is_plain(&run.stdout), "{arguments:?}: {:?}", run.stdout);
        assert!(is_plain(&run.stderr), "{arguments:?}: {:?}", run.stderr);
    }
    // A JSON reader gets the name as it is.
    let run = folder.run(&["analyse", "p.json", "--json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["law"], evil);
}

/// A name that would end its line and write another one, of the report or of the messages.
#[test]
fn a_name_is_no_line_of_the_report() {
    let folder = Folder::new();
    let forged = "x\nforged: as expected.\ty";
    let quoted = serde_json::to_string(forged).unwrap();
    folder.write(
        "p.json",
        format!(
            "{{\"name\":{quoted},\"length\":2,\"vocabulary\":[{quoted},\"b\"],\"counts\":[[[{quoted},\"b\"],1],[[\"b\",\"b\"],2]]}}"
        ),
    );
    folder
        .write("bad.json", format!("{{\"name\":\"x\",\"length\":1,\"vocabulary\":[{quoted},{quoted}],\"counts\":[]}}"));
    folder.write("states.json", format!("{{\"states\":[{{\"revealed\":[{quoted},\"z\"],\"reveal\":[1]}}]}}"));
    folder.write(
        "c.toml",
        format!(
            "id = \"x\"\ntitle = {quoted}\nsource = \"s\"\nprovenance = \"D\"\nreading = {quoted}\n\
             statement = \"for all law: H(1) <= 0\"\n"
        ),
    );
    for arguments in [
        &["analyse", "p.json"][..],
        &["policy", "p.json", "--depth"],
        &["policy", "p.json", "--policy", "table:states.json"],
        &["check", "c.toml", "--law", "p.json", "--quiet", "--laws", "d"],
        &["check", "c.toml", "--law", "p.json", "--predictor", forged],
        &["decide", "c.toml", "--length", "2"],
        &["hunt", "c.toml", "--vocabulary", "2", "--length", "2"],
        &["law", "file", "bad.json"],
        &["law", "file", forged],
        &["law", "family", forged],
        &["analyse", forged],
    ] {
        let run = folder.run(arguments);
        for text in [&run.stdout, &run.stderr] {
            let is_plain = !text.contains('\t') && text.lines().all(|line| !line.starts_with("forged"));
            assert!(is_plain, "{arguments:?}: {text:?}");
        }
    }
    let run = folder.run(&["check", "c.toml", "--law", "p.json", "--quiet"]);
    assert!(run.stdout.contains("P(x\\nforged: as expected.\\ty b) = 1/3"), "{}", run.stdout);
    // A JSON reader gets the name as it is.
    let run = folder.run(&["check", "c.toml", "--law", "p.json", "--quiet", "--json", "/dev/stdout"]);
    assert!(run.stdout.contains("\"law\": \"x\\nforged: as expected.\\ty\""), "{}", run.stdout);
}

#[test]
fn threads_that_cannot_start_are_an_error() {
    let folder = Folder::new();
    let run = folder.run(&["--threads", "20000", "law", "families"]);
    assert!(run.code == 2 && run.stderr.contains("20000 is not in 1..=256"), "{}", run.stderr);
    // The stacks of 200 threads do not fit in this address space.
    let output = Command::new("bash")
        .args(["-c", "ulimit -v 400000; exec \"$0\" --threads 200 law families"])
        .arg(env!("CARGO_BIN_EXE_maskproof"))
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains("200 threads cannot be started") && message.contains("--threads 2"), "{message}");
    assert_eq!(folder.run(&["--threads", "256", "law", "families"]).code, 0);
}

/// A named pipe whose other end is closed is waited for, and a note says so.
#[cfg(unix)]
#[test]
fn a_pipe_is_waited_for_with_a_note() {
    let folder = Folder::new();
    assert!(Command::new("mkfifo").arg(folder.path("p.json")).status().unwrap().success());
    let start = |arguments: &[&str]| {
        let child = folder.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(3));
        child
    };
    let ends = |child: Child, note: &str| {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        assert!(stderr.contains(&format!("p.json is a pipe: waiting for a program that {note} it")), "{stderr}");
    };
    let child = start(&["law", "family", "parity(L=2,V=2)", "--output", "p.json"]);
    let law = std::fs::read_to_string(folder.path("p.json")).unwrap();
    ends(child, "reads from");
    let child = start(&["analyse", "p.json"]);
    std::fs::write(folder.path("p.json"), law).unwrap();
    ends(child, "writes into");
}

/// An open file of another program is written behind what is there.
#[cfg(target_os = "linux")]
#[test]
fn an_open_file_of_another_program_is_written_to() {
    use std::io::Write;
    use std::os::fd::AsRawFd;
    let folder = Folder::new();
    let mut file = std::fs::File::create(folder.path("log.txt")).unwrap();
    file.write_all(b"before\n").unwrap();
    let path = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
    let run = folder.run(&["law", "family", "parity(L=2,V=2)", "--output", &path]);
    assert_eq!(run.code, 0, "{run:?}");
    let text = std::fs::read_to_string(folder.path("log.txt")).unwrap();
    assert!(text.starts_with("before\n{"), "{text}");
}
