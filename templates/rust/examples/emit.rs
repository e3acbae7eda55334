//! Writes the Rust SDK of a description, without the other languages: `emit DOCUMENT FOLDER`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use clade_emit::{Emitter, Files, GoPackage, PackageConfig, RustPackage, TsPackage};
use clade_rust::Rust;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (Some(document), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: emit DOCUMENT FOLDER".into());
    };
    let read = clade_spec::read(Path::new(&document), &clade_spec::ReadOptions::default());
    let (api, _) = clade_ir::build(&read.document, &clade_ir::Hints::default());
    let emission = Rust.emit(&api, &config());
    for diag in &emission.diags {
        eprintln!("{diag:?}");
    }
    write(&emission.package, &Path::new(&folder).join("pkg/rust"))?;
    write(&emission.driver, &Path::new(&folder).join("driver/rust"))
}

fn write(files: &Files, root: &Path) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in files.iter() {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn config() -> PackageConfig {
    PackageConfig {
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        description: "Client for a sample API".to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        repository: None,
        env_prefix: "SAMPLE".to_owned(),
        base_url: Some("http://127.0.0.1:18000".to_owned()),
        dag: true,
        generator: "0.1.0".to_owned(),
        driver_to_package: "../../pkg/rust".to_owned(),
        rust: RustPackage { crate_name: "sample-sdk".to_owned() },
        ts: TsPackage { package_name: "sample".to_owned() },
        go: GoPackage { module: "example.org/sample".to_owned(), package: "sample".to_owned() },
    }
}
