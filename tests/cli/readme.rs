//! The README's examples are run, in order and in one folder.

use crate::runner::Folder;

/// Splits a command line as the README's need it: at spaces outside double
/// quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (n, part) in line.split('"').enumerate() {
        if n % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// What a command line pipes into the program, and the program's own words.
fn piped(line: &str) -> (String, &str) {
    match line
        .strip_prefix("printf \"")
        .and_then(|l| l.split_once("\" | "))
    {
        Some((input, command)) => (input.replace("\\n", "\n"), command),
        None => (String::new(), line),
    }
}

#[test]
fn the_examples_do_what_the_readme_says() {
    let readme = include_str!("../../README.md");
    let folder = Folder::new();
    let mut ran = 0;
    for block in readme.split("```console\n").skip(1) {
        let (block, _) = block.split_once("```").unwrap();
        for example in block.split("$ ").skip(1) {
            let (command, expected) = example.split_once('\n').unwrap();
            let (input, command) = piped(command);
            let words = words(command);
            assert_eq!(words[0], "aicaiq", "{command}");
            let arguments: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
            let result = folder.run_with(&arguments, &input);
            assert_eq!(result.code, 0, "{command}: {}", result.err);
            let got = format!("{}{}", result.out, result.err);
            match expected.split_once("…\n") {
                // Lines that are left out.
                Some((before, after)) => assert!(
                    got.starts_with(before) && got.contains(after),
                    "{command}: {got}"
                ),
                None => assert_eq!(got, expected, "{command}"),
            }
            ran += 1;
        }
    }
    assert!(ran >= 5, "only {ran} examples found");
}

#[test]
fn the_readmes_answer_file_is_one() {
    let readme = include_str!("../../README.md");
    let (_, rest) = readme.split_once("```toml\n").unwrap();
    let (file, _) = rest.split_once("```").unwrap();
    let folder = Folder::new();
    folder.write("a.toml", file);
    let ran = folder.run(&["check", "a.toml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "a.toml: ok\n"), "{ran}");
}
