//! `cargo run -p clade-go --example generate -- DOCUMENT FOLDER`: the package in `FOLDER/go`, the driver in `FOLDER/driver`.

use std::error::Error;
use std::path::Path;

use clade_emit::{Emitter as _, Files, GoPackage, PackageConfig, RustPackage, TsInt64, TsPackage};
use clade_spec::ReadOptions;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(document), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: generate DOCUMENT FOLDER".into());
    };
    let read = clade_spec::read(Path::new(&document), &ReadOptions::default());
    let (api, _) = clade_ir::build(&read.document, &clade_ir::Hints::default());
    let emission = clade_go::Go.emit(&api, &config(api.servers.first().map(|server| server.url.expose())));
    for finding in emission.diags.iter() {
        eprintln!("{} {}", finding.code, finding.message);
    }
    write(&Path::new(&folder).join("go"), &emission.package)?;
    write(&Path::new(&folder).join("driver"), &emission.driver)
}

fn write(root: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in files.iter() {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().ok_or("a file needs a folder")?)?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn config(base: Option<&str>) -> PackageConfig {
    PackageConfig {
        name: "sample".to_owned(),
        version: "0.1.0".to_owned(),
        description: "Client for a sample".to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        repository: None,
        env_prefix: "SAMPLE".to_owned(),
        base_url: base.filter(|url| url.starts_with("http")).map(str::to_owned),
        dag: false,
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        driver_to_package: "../go".to_owned(),
        rust: RustPackage { crate_name: "sample".to_owned() },
        ts: TsPackage { package_name: "sample".to_owned(), int64: TsInt64::Number },
        go: GoPackage { module: "example.com/sample".to_owned(), package: "sample".to_owned() },
    }
}
