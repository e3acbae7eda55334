//! Generates one description: `cargo run -p clade-ts --example emit_ts -- DOC OUT`; without OUT it prints the model.

use std::error::Error;
use std::path::Path;

use clade_emit::{Emitter, Files, GoPackage, PackageConfig, RustPackage, TsPackage};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let document = args.first().ok_or("usage: emit DOC [OUT]")?;
    let read = clade_spec::read(Path::new(document), &clade_spec::ReadOptions::default());
    let (api, _) = clade_ir::build(&read.document, &clade_ir::Hints::default());
    let Some(out) = args.get(1) else {
        println!("{}", clade_ir::dump(&api));
        return Ok(());
    };
    let emission = clade_ts::TypeScript.emit(&api, &config());
    write(&Path::new(out).join("package"), &emission.package)?;
    write(&Path::new(out).join("driver"), &emission.driver)
}

fn write(root: &Path, files: &Files) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in files.iter() {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, bytes)?;
    }
    Ok(())
}

fn config() -> PackageConfig {
    PackageConfig {
        name: "omoios".to_owned(),
        version: "0.1.0".to_owned(),
        description: "Client for the omoios agent-orchestration platform".to_owned(),
        license: "MIT OR Apache-2.0".to_owned(),
        repository: Some("https://github.com/omoios/clade".to_owned()),
        env_prefix: "OMOIOS".to_owned(),
        base_url: Some("http://127.0.0.1:18000".to_owned()),
        dag: true,
        generator: "0.1.0".to_owned(),
        driver_to_package: "../package".to_owned(),
        rust: RustPackage { crate_name: "omoios-sdk".to_owned() },
        ts: TsPackage { package_name: "@omoios/sdk".to_owned() },
        go: GoPackage { module: "example.com/omoios".to_owned(), package: "omoios".to_owned() },
    }
}
