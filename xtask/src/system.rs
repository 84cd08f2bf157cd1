//! What the tests need from the system: browsers, a database server, other languages.
//!
//! They come as Debian's packages: a release of Debian pins them to one version each with its
//! security fixes, and ships each browser with the driver that fits it.

use std::path::Path;
use std::process::Command;

use crate::process;

/// A browser engine that the end-to-end tests run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    pub(crate) const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// The engine of that name on a command line.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What the system has to bring.
    pub(crate) fn needs(self) -> &'static [Need] {
        match self {
            Self::Chromium => &[CHROMIUM, CHROMEDRIVER, FONTS],
            Self::Firefox => &[FIREFOX, FONTS],
            Self::WebKit => &[WEBKIT_DRIVER, XVFB, PYTHON_GI, WEBKIT_TYPES, FONTS],
        }
    }
}

/// Something of the system's, with the package that brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need {
    package: &'static str,
    /// Programs on `PATH` or files, any one of which will do.
    any_of: &'static [&'static str],
    /// Whether nothing works without it. The tests tell themselves what they lack of the rest.
    vital: bool,
}

const CHROMIUM: Need = Need {
    package: "chromium",
    any_of: &["chromium", "google-chrome", "chromium-browser"],
    vital: true,
};
const CHROMEDRIVER: Need = Need {
    package: "chromium-driver",
    any_of: &["chromedriver"],
    vital: true,
};
const FIREFOX: Need = Need {
    package: "firefox-esr",
    any_of: &["firefox-esr", "firefox"],
    vital: true,
};
const WEBKIT_DRIVER: Need = Need {
    package: "webkit2gtk-driver",
    any_of: &["WebKitWebDriver"],
    vital: true,
};
/// WebKitGTK has no mode without a display.
const XVFB: Need = Need {
    package: "xvfb",
    any_of: &["Xvfb"],
    vital: true,
};
/// WebKitGTK's own test browser keeps nothing from one start to the next; the tests bring a small
/// host in Python that does.
const PYTHON_GI: Need = Need {
    package: "python3-gi",
    any_of: &["/usr/lib/python3/dist-packages/gi/__init__.py"],
    vital: false,
};
const WEBKIT_TYPES: Need = Need {
    package: "gir1.2-webkit2-4.1",
    any_of: &[
        "/usr/lib/x86_64-linux-gnu/girepository-1.0/WebKit2-4.1.typelib",
        "/usr/lib/aarch64-linux-gnu/girepository-1.0/WebKit2-4.1.typelib",
    ],
    vital: false,
};
/// Without one the pictures show boxes in place of letters and every measure of text is off.
const FONTS: Need = Need {
    package: "fonts-liberation",
    any_of: &["/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"],
    vital: false,
};
/// The receiver's tests start a server of their own; Debian keeps its programs off the path.
pub(crate) const POSTGRESQL: Need = Need {
    package: "postgresql",
    any_of: &[
        "/usr/lib/postgresql/13/bin/initdb",
        "/usr/lib/postgresql/14/bin/initdb",
        "/usr/lib/postgresql/15/bin/initdb",
        "/usr/lib/postgresql/16/bin/initdb",
        "/usr/lib/postgresql/17/bin/initdb",
        "/usr/lib/postgresql/18/bin/initdb",
    ],
    vital: true,
};
pub(crate) const NODE: Need = Need {
    package: "nodejs",
    any_of: &["node"],
    vital: true,
};
pub(crate) const NPM: Need = Need {
    package: "npm",
    any_of: &["npm"],
    vital: true,
};
/// Debian keeps the part of Python that puts pip into a new environment apart.
pub(crate) const PYTHON_VENV: Need = Need {
    package: "python3-venv",
    any_of: &[
        "/usr/lib/python3.11/ensurepip/__init__.py",
        "/usr/lib/python3.12/ensurepip/__init__.py",
        "/usr/lib/python3.13/ensurepip/__init__.py",
    ],
    vital: true,
};
pub(crate) const GO: Need = Need {
    package: "golang-go",
    any_of: &["go"],
    vital: true,
};
pub(crate) const GO_JOSE: Need = Need {
    package: "golang-gopkg-square-go-jose.v2-dev",
    any_of: &["/usr/share/gocode/src/gopkg.in/square/go-jose.v2/jwe.go"],
    vital: true,
};
/// The compiler, which the runtime alone lacks.
pub(crate) const JDK: Need = Need {
    package: "openjdk-17-jdk-headless",
    any_of: &["javac"],
    vital: true,
};

impl Need {
    pub(crate) fn is_met(&self) -> bool {
        self.any_of.iter().any(|one| {
            if one.starts_with('/') {
                return Path::new(one).exists();
            }
            process::find(one).is_some()
        })
    }
}

/// Whether packages can be installed here without asking for a password.
pub(crate) fn can_install() -> bool {
    Apt::at_hand().is_some()
}

/// Installs what is missing, where that can be done. That it did not work is told by what is
/// missing afterwards.
pub(crate) fn install(needs: &[Need]) {
    let missing = unmet(needs);
    if missing.is_empty() {
        return;
    }
    let Some(apt) = Apt::at_hand() else {
        return;
    };
    let packages: Vec<_> = missing.iter().map(|need| need.package).collect();
    eprintln!(
        "installing Debian's packages {} with apt-get (a minute or two)",
        packages.join(", ")
    );
    let outcome = process::run(apt.command().arg("update")).and_then(|()| {
        process::run(
            apt.command()
                .args(["install", "--yes", "--no-install-recommends"])
                .args(packages),
        )
    });
    if let Err(error) = outcome {
        eprintln!("{error}");
    }
}

/// What nothing works without and is not there, as a sentence; empty where all is there.
pub(crate) fn what_is_missing(needs: &[Need]) -> String {
    let packages: Vec<_> = unmet(needs)
        .iter()
        .filter(|need| need.vital)
        .map(|need| need.package)
        .collect();
    if packages.is_empty() {
        return String::new();
    }
    format!("missing here, by Debian's names: {}", packages.join(", "))
}

/// The needs that are not met, each once.
fn unmet(needs: &[Need]) -> Vec<Need> {
    let mut missing = Vec::new();
    for need in needs {
        if !need.is_met() && !missing.contains(need) {
            missing.push(*need);
        }
    }
    missing
}

/// How apt-get is called here.
enum Apt {
    AsRoot,
    WithSudo,
}

impl Apt {
    fn at_hand() -> Option<Self> {
        process::find("apt-get")?;
        let user = process::output_of(Command::new("id").arg("-u"))?;
        if user.trim() == "0" {
            return Some(Self::AsRoot);
        }
        process::output_of(Command::new("sudo").args(["-n", "true"]))?;
        Some(Self::WithSudo)
    }

    fn command(&self) -> Command {
        let mut command = match self {
            Self::AsRoot => Command::new("env"),
            Self::WithSudo => {
                let mut command = Command::new("sudo");
                command.args(["-n", "env"]);
                command
            }
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]);
        // Another run on the same machine may be at it.
        command.args(["-o", "DPkg::Lock::Timeout=300"]);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: Need = Need {
        package: "there",
        any_of: &["surely-not-a-program", "/"],
        vital: true,
    };
    const NOT_THERE: Need = Need {
        package: "not-there",
        any_of: &["surely-not-a-program", "/surely/not/a/file"],
        vital: true,
    };

    #[test]
    fn one_of_several_will_do_and_what_is_missing_is_named_once() {
        assert_eq!(unmet(&[NOT_THERE, THERE, NOT_THERE]), [NOT_THERE]);
    }

    #[test]
    fn only_what_is_vital_is_told_as_missing() {
        let nice = Need {
            vital: false,
            ..NOT_THERE
        };
        assert_eq!(what_is_missing(&[nice, THERE]), "");
        assert!(what_is_missing(&[NOT_THERE]).ends_with(": not-there"));
    }

    #[test]
    fn an_engine_is_found_by_its_name() {
        for engine in Engine::ALL {
            assert_eq!(Engine::named(engine.name()), Some(engine));
        }
        assert_eq!(Engine::named("lynx"), None);
    }
}
