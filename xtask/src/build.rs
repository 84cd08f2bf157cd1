//! `cargo xtask build`: makes `pkg/`.
//!
//! The folder is put together below the target folder and moved in place at the end, so that a
//! build that fails leaves the last good one standing.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fs;
use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::error::Error;
use crate::workspace::{Workspace, cargo_home};
use crate::{
    bundle, compress, files, glue, integrity, package, process, reach, sbom, shorten, stamp, tools,
    wasm, worker,
};

/// The module of the screens, and what of it only a request needs.
const CORE: &str = "core";
const OF_REQUEST: &str = "request";

/// The further WebAssembly modules, each a crate below `wasm/`: what only a request needs, and what
/// only an instrument of a host's own needs.
const MODULES: [&str; 2] = ["outbox", "instrument"];

/// The module of a host's service worker. Its script becomes part of the worker's.
const WORKER: &str = "worker";

/// What the bill of materials tells the origin of.
const BILL: [sbom::Module<'static>; 6] = [
    sbom::Module {
        crate_name: "touchbase-core",
        files: &["core_bg.wasm", "core_request.wasm"],
    },
    sbom::Module {
        crate_name: "touchbase-outbox",
        files: &["outbox_bg.wasm"],
    },
    sbom::Module {
        crate_name: "touchbase-instrument",
        files: &["instrument_bg.wasm"],
    },
    sbom::Module {
        crate_name: "touchbase-worker",
        files: &["worker_bg.wasm"],
    },
    sbom::Module {
        crate_name: "touchbase-readiness",
        files: &["readiness/readiness_bg.wasm"],
    },
    sbom::Module {
        crate_name: "touchbase-golive",
        files: &["go-live/golive_bg.wasm"],
    },
];

/// The widget's profile of `Cargo.toml`.
const PROFILE: &str = "widget";

/// Pages of their own: the folder of each, and its module.
const PAGES: [(&str, &str); 2] = [("readiness", "readiness"), ("go-live", "golive")];

/// Builds what the command line asks for.
pub(crate) fn command(workspace: &Workspace, args: &[String]) -> Result<(), Error> {
    let force = match args {
        [] => false,
        [flag] if flag == "--force" => true,
        _ => return Err(Error::Usage("build takes --force and nothing else".into())),
    };
    build(workspace, force)
}

/// Makes `pkg/` where it is not what the sources would give, or in any case with `force`.
pub(crate) fn build(workspace: &Workspace, force: bool) -> Result<(), Error> {
    let scratch = workspace.scratch();
    fs::create_dir_all(&scratch).map_err(Error::io(&scratch))?;
    // Two commands at a time would write into each other's folders.
    let lock_file = scratch.join("build.lock");
    let lock = File::create(&lock_file).map_err(Error::io(&lock_file))?;
    lock.lock().map_err(Error::io(&lock_file))?;

    let current = stamp::of_sources(workspace)?;
    if !force && stamp::is_fresh(&workspace.pkg(), &current)? {
        eprintln!("pkg/ is up to date");
        return Ok(());
    }

    let started = Instant::now();
    let stage = scratch.join("pkg");
    files::remove_folder(&stage)?;
    fs::create_dir_all(&stage).map_err(Error::io(&stage))?;

    compile_in_parts(workspace, &stage)?;
    for module in MODULES {
        compile(workspace, &stage, module, "web")?;
    }
    // Scripts that a worker imports by `importScripts` are no modules.
    compile(workspace, &stage, WORKER, "no-modules")?;
    for (folder, module) in PAGES {
        let folder = stage.join(folder);
        fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
        compile(workspace, &folder, module, "web")?;
    }
    package::copy_sources(workspace, &stage)?;
    generate(workspace, &stage)?;
    glue::check(&stage)?;
    bundle::modules(&stage, CORE, &MODULES)?;
    shorten::folder(&stage)?;
    // From here on no file that somebody holds to a hash may change.
    integrity::fill(&stage)?;
    bundle::entry(&stage)?;
    worker::finish(&stage, WORKER)?;
    reach::check(&stage)?;
    package::check_version(workspace, &stage)?;
    sbom::write(workspace, &stage, &BILL)?;
    compress::folder(&stage)?;
    integrity::list(&stage)?;
    stamp::write(&stage, &current)?;
    files::replace(&stage, &workspace.pkg())?;
    eprintln!("pkg/ built in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// Compiles a module and leaves its script, its types and itself in the folder.
fn compile(workspace: &Workspace, stage: &Path, name: &str, kind: &str) -> Result<(), Error> {
    tools::ensure_wasm_target(workspace)?;
    let wasm_bindgen = tools::ensure(workspace, &tools::WASM_BINDGEN)?;
    let wasm_pack = tools::ensure(workspace, &tools::WASM_PACK)?;

    let out = workspace.scratch().join("wasm");
    files::remove_folder(&out)?;
    let mut command = Command::new(wasm_pack.join(process::executable("wasm-pack")));
    command
        .current_dir(workspace.root())
        .env("CARGO_TARGET_DIR", workspace.target())
        .env("PATH", process::path_with([wasm_bindgen.as_path()])?)
        .args(["--log-level", "warn", "build"])
        .arg(workspace.root().join("wasm").join(name))
        .args(["--target", kind, "--profile", PROFILE])
        // The tools are there already; wasm-pack is not to fetch its own.
        .args(["--mode", "no-install"])
        // wasm-pack's manifest names neither our own scripts nor their side effects, and its
        // ignore file makes npm publish an empty package: www/package.json stands in their place.
        .args(["--no-pack", "--no-gitignore"])
        // wasm-opt would need a Node.js at hand for each build, and what it takes off the module
        // brotli takes off as well: with -Oz the compressed module was 2 % larger. The names, which
        // are the greater part, are taken out below.
        .arg("--no-opt")
        .args(["--out-name", name, "--out-dir"])
        .arg(&out);
    for_the_widget(&mut command, workspace);
    process::forget_own_package(&mut command);
    process::run(&mut command)?;

    if out.join("snippets").is_dir() {
        return Err(Error::Check(
            "a crate brings inline JavaScript (snippets/): each would be a request of its own \
             before the first question"
                .into(),
        ));
    }
    let module = read(&out.join(format!("{name}_bg.wasm")))?;
    put(stage, &out, name, &module)
}

/// Compiles the module of the screens, and cuts out of it the part that only a request needs: the
/// first question does not wait for it.
///
/// The part is no module of its own but the rest of this one, with the same memory. So it has to be
/// cut before wasm-bindgen looks at the module, which wasm-pack leaves no room for.
fn compile_in_parts(workspace: &Workspace, stage: &Path) -> Result<(), Error> {
    tools::ensure_wasm_target(workspace)?;
    let wasm_bindgen = tools::ensure(workspace, &tools::WASM_BINDGEN)?;
    let wasm_split = tools::ensure(workspace, &tools::WASM_SPLIT)?;

    let out = workspace.scratch().join("wasm");
    files::remove_folder(&out)?;
    let package = format!("touchbase-{CORE}");
    let mut command = process::cargo(workspace);
    for_the_widget(&mut command, workspace);
    command
        .args(["rustc", "--package", &package, "--profile", PROFILE])
        .args(["--target", tools::WASM_TARGET])
        // Which bytes are addresses and numbers of functions: without it nothing can be moved.
        .args(["--", "-Clink-arg=--emit-relocs"]);
    process::run(&mut command)?;
    let linked = workspace
        .target()
        .join(tools::WASM_TARGET)
        .join(PROFILE)
        .join(format!("{}.wasm", package.replace('-', "_")));
    process::run(
        Command::new(wasm_split.join(process::executable("wasm-split-cli")))
            .args([&linked, &out])
            .args(["--target", "web", "--out-name", CORE]),
    )?;
    process::run(
        Command::new(wasm_bindgen.join(process::executable("wasm-bindgen")))
            .args(["--target", "web", "--out-name", CORE])
            // The table is what the part is linked to.
            .arg("--keep-lld-exports")
            .arg("--out-dir")
            .arg(&out)
            .arg(out.join(format!("{CORE}.wasm"))),
    )?;

    let part = read(&out.join(format!("split_{OF_REQUEST}.wasm")))?;
    let whole = read(&out.join(format!("{CORE}_bg.wasm")))?;
    let (whole, part) = wasm::of_one_build(&whole, &part)
        .ok_or_else(|| Error::Check("the core and its part do not name what they share".into()))?;
    let part = wasm::without_names(&part)
        .ok_or_else(|| Error::Check("the part of the core is not a module".into()))?;
    let destination = stage.join(format!("{CORE}_{OF_REQUEST}.wasm"));
    fs::write(&destination, part).map_err(Error::io(&destination))?;
    put(stage, &out, CORE, &whole)
}

fn read(file: &Path) -> Result<Vec<u8>, Error> {
    fs::read(file).map_err(Error::io(file))
}

/// Leaves a module that wasm-bindgen made, its script and its types in the folder.
fn put(stage: &Path, out: &Path, name: &str, module: &[u8]) -> Result<(), Error> {
    let file = format!("{name}_bg.wasm");
    let (module, names) = wasm::without_names(module)
        .and_then(|module| wasm::with_short_names(&module))
        .ok_or_else(|| Error::Check(format!("{file} is not a module that wasm-bindgen made")))?;
    let destination = stage.join(&file);
    fs::write(&destination, module).map_err(Error::io(&destination))?;

    for extension in ["js", "d.ts"] {
        let file = format!("{name}.{extension}");
        let from = out.join(&file);
        let text = fs::read_to_string(&from).map_err(Error::io(&from))?;
        let text = match extension {
            "js" => shorten::script(&text, &names)
                .ok_or_else(|| shorten::not_understood(Path::new(&file)))?,
            _ => longest_first(&names)
                .into_iter()
                .fold(text, |text, (long, short)| text.replace(long, short)),
        };
        let to = stage.join(&file);
        fs::write(&to, text).map_err(Error::io(&to))?;
    }
    Ok(())
}

/// One name may begin another, and a map has another order each time.
fn longest_first(names: &HashMap<String, String>) -> Vec<(&String, &String)> {
    let mut sorted: Vec<_> = names.iter().collect();
    sorted.sort_by_key(|(long, _)| (Reverse(long.len()), *long));
    sorted
}

/// Tells the compiler to leave out what nobody reads, and what names folders of this machine.
fn for_the_widget(command: &mut Command, workspace: &Workspace) {
    let remap = |from: &Path, to: &str| format!("--remap-path-prefix={}={to}", from.display());
    let mut flags = vec![remap(workspace.root(), "touchbase")];
    flags.extend(cargo_home().map(|home| remap(&home.join("registry").join("src"), "")));
    if takes_unstable(workspace) {
        command.env(UNSTABLE, "1");
        flags.extend(WITHOUT_DEBUGGING.map(str::to_owned));
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
}

/// Where a panic comes from, and what `{:?}` prints: 2 KB of brotli that a person's browser would
/// fetch for a developer's console.
const WITHOUT_DEBUGGING: [&str; 2] = ["-Zlocation-detail=none", "-Zfmt-debug=none"];

/// Has a stable compiler take them.
const UNSTABLE: &str = "RUSTC_BOOTSTRAP";

/// Whether this compiler knows these flags. They may change or go; the widget is then as good and a
/// little larger.
fn takes_unstable(workspace: &Workspace) -> bool {
    let mut probe = Command::new("rustc");
    probe
        .current_dir(workspace.root())
        .env(UNSTABLE, "1")
        .args(WITHOUT_DEBUGGING)
        .args(["--print", "cfg"]);
    process::output_of(&mut probe).is_some()
}

/// Has the library itself write what only it knows: the schema, the texts that JavaScript needs.
fn generate(workspace: &Workspace, stage: &Path) -> Result<(), Error> {
    if !workspace.root().join("examples/generate.rs").is_file() {
        eprintln!("examples/generate.rs is not there: nothing generated");
        return Ok(());
    }
    process::run(
        process::cargo(workspace)
            .args(["run", "--quiet", "--package", "touchbase"])
            .args(["--no-default-features", "--features", "serde"])
            .args(["--example", "generate", "--"])
            .arg(stage),
    )
}
