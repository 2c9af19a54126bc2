//! The samples that fuzzing begins with, made of those of the tests:
//! `UPDATE_CORPUS=1 cargo test --test fuzz seeds` writes them into `fuzz/corpus`.

use crate::bodies::world::{Kind, SAMPLE};
use crate::mutate::Chance;
use crate::workbooks::{Shape, aicm, caiq, parts};
use std::fs;
use std::path::Path;

fn seeds() -> Vec<(&'static str, String, Vec<u8>)> {
    let mut all: Vec<(&str, String, Vec<u8>)> = Vec::new();
    let mut put =
        |target, name: &str, bytes: &[u8]| all.push((target, name.to_owned(), bytes.to_vec()));
    let head = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\", \"MP\"]\nassessor = \"a\"\n";
    let step = "\n[roles.CSP.steps.01]\noutcome = \"partially-satisfied\"\ngrade = \"minor\"\nmethods = [\"examine\"]\nnote = \"\"\"\nSeen.\nTwice.\n\"\"\"\nevidence = [\"ev-1\"]\nassessed_by = \"a\"\nassessed_at = 2026-11-24T10:15:00Z\nreview = \"ready-for-review\"\n\n[roles.CSP.steps.01.action]\ntext = \"Mend it\"\nowner = \"x\"\ndue = 2027-01-31\nstatus = \"open\"\n";
    let record = "\n[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"evidence/policy.pdf\"\nsize = 3\nexpires_on = 2027-11-20\n";
    let question = "\n[roles.MP.questions.\"CEK-02.1\"]\nanswer = \"Yes\"\nownership = \"Shared CSP-MP\"\nimplementation = \"so\"\n";
    let whole = format!("{head}{step}{question}{record}");
    let inline = "# mine\nschema = 1\nassessment = { subject = \"Acme\", questionnaire = \"CEK-02\", roles = [\"CSP\"], assessor = 'a' }\nroles.CSP.steps.01 = { outcome = \"satisfied\", weight = 7 } # yes\nroles.CSP.steps.\"02\".note = '''a\nb'''\n";
    let conflict = format!(
        "{whole}\n[conflicts.\"roles.CSP.steps.01.outcome\"]\nbase = \"satisfied\"\nours = \"not-satisfied\"\ntheirs = \"partially-satisfied\"\nours_from = \"main\"\n"
    );
    let marked = whole.replace("note = \"\"\"\nSeen.\n", "<<<<<<< main\nnote = \"\"\"\nSeen.\n||||||| base\nnote = \"\"\"\n=======\nnote = \"\"\"\nNot seen.\n>>>>>>> a branch\n");
    let signed = format!(
        "{whole}\n[roles.MP.sign_off]\nby = \"x\"\nat = 2026-11-20T10:15:00Z\nstatement = \"so it is\"\n\n[people.\"a\"]\nfunction = \"auditor\"\n"
    );
    for (name, text) in [
        ("head", head),
        ("whole", whole.as_str()),
        ("inline", inline),
        ("conflict", conflict.as_str()),
        ("marked", marked.as_str()),
        ("signed", signed.as_str()),
        (
            "newer",
            "schema = 99\n[assessment]\nsubject = \"x\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\n",
        ),
        ("sample", SAMPLE),
    ] {
        put("answers", name, text.as_bytes());
    }
    let shared = format!(
        "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\", \"MP\"]\nassessor = \"a\"\n\n[people.\"a\"]\nfunction = \"auditor\"\n{record}"
    );
    let own = format!("schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n{step}");
    put("folder", "both", format!("{shared}\0{own}").as_bytes());
    put(
        "folder",
        "own-record",
        format!("{shared}\0{whole}").as_bytes(),
    );
    put("folder", "empty", format!("{shared}\0").as_bytes());
    put(
        "merging",
        "apart",
        format!("{head}\0{head}{step}{record}\0{head}{question}").as_bytes(),
    );
    let other = whole.replace("Seen.", "Not seen.").replace(
        "partially-satisfied\"\ngrade = \"minor\"",
        "not-satisfied\"",
    );
    put(
        "merging",
        "conflict",
        format!("{head}\0{whole}\0{other}").as_bytes(),
    );
    put(
        "merging",
        "inline",
        format!(
            "{inline}\0{}\0{}",
            inline.replace("satisfied", "not-satisfied"),
            inline.replace("weight = 7", "weight = 8")
        )
        .as_bytes(),
    );
    put(
        "merging",
        "kept",
        format!("{whole}\0{conflict}\0{signed}").as_bytes(),
    );
    let q = "schema = 1\n\n[control]\nid = \"T-01\"\ntitle = \"t\"\ndomain = \"d\"\nversion = \"1\"\nspecification = \"\"\"\nSay who.\n\"\"\"\nthreats = [\"loss\"]\n\n[[lifecycle]]\nphase = \"Preparation\"\ntopics = [\"x\"]\n\n[[layers]]\nid = \"PI\"\nname = \"n\"\nrole = \"CSP\"\nownership = \"CSP-Owned\"\n\n[[standards]]\nid = \"iso-42001\"\nname = \"ISO 42001\"\ncoverage = \"Partial Gap\"\n\n[[questions]]\nid = \"T-01.1\"\ntext = \"Are they kept?\"\n\n[[roles]]\nid = \"CSP\"\nname = \"n\"\n\n[[roles.steps]]\nid = \"01\"\ntopic = \"t\"\norigin = \"adapted\"\ntext = \"x\"\n\n[[roles.steps]]\nid = \"ccm-1\"\ntopic = \"t\"\norigin = \"published\"\ntext = \"\"\"\nx\ny\n\"\"\"\n";
    put("questionnaire", "small", q.as_bytes());
    put(
        "questionnaire",
        "head",
        q.split("[[lifecycle]]").next().unwrap().as_bytes(),
    );
    put(
        "config",
        "default",
        &aicaiq::config::default_text().as_bytes()[..3000],
    );
    put("config", "own", b"theme = \"dark\"\nglyphs = \"ascii\"\nmouse = false\nassessor = \"me\"\n[keys.walk]\n\"ctrl-a\" = \"undo\"\nq = \"none\"\n");
    put("config", "theme", b"good = \"green\"\nbad = { fg = \"#ff0000\", bold = true }\nselected = { reverse = true }\n");
    for (name, book) in [
        (
            "caiq-10",
            caiq(Shape::V10, ["Yes", "Shared CSP-MP", "so", "nothing"]),
        ),
        ("caiq-11", caiq(Shape::V11, ["No", "", "", "all"])),
        ("aicm-10", aicm(Shape::V10)),
        ("aicm-11", aicm(Shape::V11)),
    ] {
        let mut text = Vec::new();
        for (part, bytes) in parts(&book) {
            // What is looks alone is not read.
            if part.contains("theme") || part.contains("docProps") {
                continue;
            }
            text.extend(part.bytes());
            text.push(0);
            text.extend(bytes);
            text.push(0);
        }
        put("workbook", name, &text);
    }
    put(
        "pack",
        "two",
        b"assessment/a.toml\0schema = 1\n\0assessment/evidence/x\0one\0README.md\0r\0",
    );
    put("pack", "manifest", b"a\0one\0MANIFEST\x00006b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  a\n\0");
    let mut chance = Chance(3);
    for (n, _) in Kind::ALL.iter().enumerate() {
        let mut bytes = vec![n as u8];
        for _ in 0..60 {
            // Keys, mostly.
            let what = if chance.below(5) == 0 {
                chance.below(256)
            } else {
                chance.below(150)
            };
            bytes.push(what as u8);
            bytes.extend((0..3).map(|_| chance.below(256) as u8));
        }
        put("keys", &format!("some-{n}"), &bytes);
    }
    all
}

#[test]
fn seeds_are_those_of_the_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (target, name, bytes) in seeds() {
        let path = root.join(target).join(&name);
        if std::env::var_os("UPDATE_CORPUS").is_some() {
            fs::create_dir_all(root.join(target)).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        assert!(path.exists(), "UPDATE_CORPUS=1 makes {target}/{name}");
    }
}
