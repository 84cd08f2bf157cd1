//! Running the samples: one process each, which reads many tokens.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

use crate::samples;

/// What became of one token: what was inside, or the code of the refusal.
pub type Opened = Result<Value, String>;

/// A sample, ready to be run.
#[derive(Clone, Debug)]
pub struct Opener {
    /// The language and the library.
    pub name: &'static str,
    program: PathBuf,
    args: Vec<OsString>,
}

/// Why a sample did not answer.
#[derive(Debug)]
pub enum Fault {
    /// What it needs is not on this machine.
    Missing(String),
    /// It ran, and did what no opener may.
    Misbehaved(String),
    Io(io::Error),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(what) => write!(f, "missing: {what}"),
            Self::Misbehaved(how) => f.write_str(how),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Every sample with its name, made ready in `scratch`. The stock libraries are below `tools`,
/// where `cargo xtask test` installs them.
pub fn openers(tools: &Path, scratch: &Path) -> Vec<(&'static str, Result<Opener, Fault>)> {
    let tools = tools.join("openers");
    vec![
        (
            "node, jose",
            node(&tools, scratch, "node, jose", "open-jose.mjs"),
        ),
        (
            "node, node-jose",
            node(&tools, scratch, "node, node-jose", "open-node-jose.mjs"),
        ),
        (
            "python, jwcrypto",
            python(&tools, "python, jwcrypto", "open_jwcrypto.py"),
        ),
        (
            "python, joserfc",
            python(&tools, "python, joserfc", "open_joserfc.py"),
        ),
        ("go, go-jose", go(scratch)),
        ("java", java()),
        ("rust, aws-lc-rs", rust()),
    ]
}

impl Opener {
    /// Opens `tokens` with the keys of a JWK Set, and holds the sample to what every one of them
    /// keeps: a line for each token, nothing said of a refused one but its code, and an exit code
    /// that tells whether any was refused.
    pub fn run(&self, keys: &Value, tokens: &[String]) -> Result<Vec<Opened>, Fault> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("keys.json");
        fs::write(&file, keys.to_string())?;
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .arg(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let lines = tokens.join("\n") + "\n";
        // By a thread of its own: a sample that answers as it reads would wait for its reader.
        let writer =
            thread::spawn(move || input.map(|mut input| input.write_all(lines.as_bytes())));
        let output = child.wait_with_output()?;
        let _ = writer.join();
        let said = String::from_utf8_lossy(&output.stderr);
        answers(
            tokens.len(),
            &String::from_utf8_lossy(&output.stdout),
            &said,
            output.status.code(),
        )
        .map_err(|why| Fault::Misbehaved(format!("{}: {why}", self.name)))
    }
}

/// Reads what a sample printed about so many tokens.
fn answers(count: usize, out: &str, said: &str, code: Option<i32>) -> Result<Vec<Opened>, String> {
    let lines: Vec<&str> = out.lines().collect();
    if lines.len() != count {
        let words: String = said.chars().take(600).collect();
        return Err(format!(
            "{} lines for {count} tokens; it said: {words}",
            lines.len()
        ));
    }
    let mut opened = Vec::with_capacity(count);
    let mut refusals = said.lines();
    for (index, line) in lines.into_iter().enumerate() {
        if !line.is_empty() {
            let record = serde_json::from_str(line);
            opened.push(Ok(
                record.map_err(|_| format!("line {} is no JSON", index + 1))?
            ));
            continue;
        }
        let before = format!("token {}: ", index + 1);
        let told = refusals.next().and_then(|line| line.strip_prefix(&before));
        opened.push(Err(told
            .ok_or("a refusal is not told, or more is")?
            .to_owned()));
    }
    if refusals.next().is_some() {
        return Err("it says more than it refuses".into());
    }
    let expected = i32::from(opened.iter().any(Result::is_err));
    if code != Some(expected) {
        return Err(format!("exit code {code:?} in place of {expected}"));
    }
    Ok(opened)
}

/// Node.js looks for a library beside the script alone, so the samples are copied to theirs.
fn node(tools: &Path, scratch: &Path, name: &'static str, script: &str) -> Result<Opener, Fault> {
    let modules = tools.join("node/node_modules");
    if !modules.is_dir() {
        return Err(Fault::Missing(
            "what examples/openers/node/package.json names".into(),
        ));
    }
    let folder = scratch.join("node");
    fs::create_dir_all(&folder)?;
    for file in [script, "checks.mjs"] {
        fs::copy(samples().join("node").join(file), folder.join(file))?;
    }
    link(&modules, &folder.join("node_modules"))?;
    Ok(Opener {
        name,
        program: found("node")?,
        args: vec![folder.join(script).into()],
    })
}

fn python(tools: &Path, name: &'static str, script: &str) -> Result<Opener, Fault> {
    let program = tools.join("python/bin/python");
    if !program.is_file() {
        return Err(Fault::Missing(
            "what examples/openers/python/requirements.txt names".into(),
        ));
    }
    Ok(Opener {
        name,
        program,
        // Without compiled files, which it would leave beside the samples.
        args: vec!["-B".into(), samples().join("python").join(script).into()],
    })
}

fn go(scratch: &Path) -> Result<Opener, Fault> {
    let library = Path::new("/usr/share/gocode");
    if !library.join("src/gopkg.in/square/go-jose.v2").is_dir() {
        return Err(Fault::Missing(
            "Debian's golang-gopkg-square-go-jose.v2-dev".into(),
        ));
    }
    let program = scratch.join("open-go");
    let built = Command::new(found("go")?)
        .current_dir(samples().join("go"))
        .env("GO111MODULE", "off")
        .env("GOPATH", library)
        .args(["build", "-o"])
        .arg(&program)
        .arg("open.go")
        .output()?;
    if !built.status.success() {
        let said = String::from_utf8_lossy(&built.stderr).into_owned();
        return Err(Fault::Misbehaved(said));
    }
    Ok(Opener {
        name: "go, go-jose",
        program,
        args: Vec::new(),
    })
}

fn java() -> Result<Opener, Fault> {
    // The compiler, which the runtime alone lacks.
    found("javac")?;
    Ok(Opener {
        name: "java",
        program: found("java")?,
        args: vec![samples().join("java/Open.java").into()],
    })
}

/// Built by cargo, beside the program that runs.
fn rust() -> Result<Opener, Fault> {
    let name = format!("touchbase-opener{}", env::consts::EXE_SUFFIX);
    let here = env::current_exe()?;
    let program = here
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(&name));
    let program = program.into_iter().find(|program| program.is_file());
    Ok(Opener {
        name: "rust, aws-lc-rs",
        program: program.ok_or_else(|| Fault::Missing("cargo build -p touchbase-opener".into()))?,
        args: Vec::new(),
    })
}

fn found(program: &str) -> Result<PathBuf, Fault> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
        .ok_or_else(|| Fault::Missing(format!("{program} is not on PATH")))
}

fn link(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        return Ok(());
    }
    #[cfg(unix)]
    return std::os::unix::fs::symlink(from, to);
    #[cfg(not(unix))]
    return std::os::windows::fs::symlink_dir(from, to);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_refusals_are_put_together() {
        let opened = answers(3, "{\"a\":1}\n\n{}\n", "token 2: malformed\n", Some(1)).unwrap();
        assert_eq!(opened[0], Ok(serde_json::json!({"a": 1})));
        assert_eq!(opened[1], Err("malformed".into()));
        assert!(opened[2].is_ok());
    }

    #[test]
    fn a_sample_that_says_too_much_or_too_little_is_found() {
        for (out, said, code) in [
            ("{}\n", "", Some(1)),
            ("\n", "token 1: malformed\n", Some(0)),
            ("\n", "", Some(1)),
            ("\n", "token 2: malformed\n", Some(1)),
            ("\n", "token 1: malformed\n{\"name\":\"Ada\"}\n", Some(1)),
            ("{}\n", "warning\n", Some(0)),
            ("{}\n{}\n", "", Some(0)),
            ("opened\n", "", Some(0)),
            ("{}\n", "", None),
        ] {
            assert!(
                answers(1, out, said, code).is_err(),
                "{out:?} {said:?} {code:?}"
            );
        }
    }
}
