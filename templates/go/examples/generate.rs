//! `cargo run -p clade-go --example generate -- DOCUMENT PACKAGE DRIVER [name=… module=… base=… to=… dag=…]`

use std::error::Error;
use std::path::Path;

use clade_emit::{Emitter as _, Files, GoPackage, PackageConfig, RustPackage, TsPackage};
use clade_spec::ReadOptions;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [document, package, driver, settings @ ..] = arguments.as_slice() else {
        return Err("usage: generate DOCUMENT PACKAGE DRIVER [name=… module=… base=… to=… dag=…]".into());
    };
    let read = clade_spec::read(Path::new(document), &ReadOptions::default());
    let (api, _) = clade_ir::build(&read.document, &clade_ir::Hints::default());
    let emission =
        clade_go::Go.emit(&api, &config(settings, api.servers.first().map(|server| server.url.expose())));
    for finding in &emission.diags {
        eprintln!("{} {}", finding.code, finding.message);
    }
    write(Path::new(package), &emission.package)?;
    write(Path::new(driver), &emission.driver)
}

fn write(root: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in files.iter() {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().ok_or("a file needs a folder")?)?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn config(settings: &[String], server: Option<&str>) -> PackageConfig {
    let of = |key: &str| settings.iter().find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
    let name = of("name").unwrap_or("sample");
    PackageConfig {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        description: of("description").unwrap_or("Client for a sample").to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        repository: of("repository").map(str::to_owned),
        env_prefix: name.to_uppercase(),
        base_url: of("base").or(server.filter(|url| url.starts_with("http"))).map(str::to_owned),
        dag: of("dag").is_some(),
        generator: env!("CARGO_PKG_VERSION").to_owned(),
        driver_to_package: of("to").unwrap_or("../go").to_owned(),
        rust: RustPackage { crate_name: name.to_owned() },
        ts: TsPackage { package_name: name.to_owned() },
        go: GoPackage {
            module: of("module").unwrap_or("example.com/sample").to_owned(),
            package: name.to_owned(),
        },
    }
}
