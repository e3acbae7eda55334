//! TypeScript packages: a strict project each, checked by the compiler of `tests/gates`.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{Compiled, timed};
use crate::{gates, process};

/// Stricter than a package's own settings need to be: without DOM types and without skipping declaration files.
const PROJECT: &str = r#"{
  "compilerOptions": {
    "target": "es2022", "lib": ["es2022"], "types": [], "module": "nodenext", "moduleResolution": "nodenext",
    "strict": true, "exactOptionalPropertyTypes": true, "noUncheckedIndexedAccess": true, "noImplicitOverride": true,
    "noPropertyAccessFromIndexSignature": true, "noImplicitReturns": true, "noFallthroughCasesInSwitch": true,
    "isolatedDeclarations": true, "declaration": true, "erasableSyntaxOnly": true, "verbatimModuleSyntax": true,
    "isolatedModules": true, "skipLibCheck": false, "noEmit": true, "rootDir": "src"
  },
  "include": ["src/**/*.ts"]
}
"#;

pub(super) fn compile(folder: &Path, names: &[String]) -> Result<Vec<Compiled>> {
    let compiler = gates::typescript::tool("tsc")?;
    Ok(names.iter().map(|name| timed(|| check(&compiler, &folder.join(name)))).collect())
}

fn check(compiler: &Path, package: &Path) -> Result<()> {
    let project = package.join("tsconfig.strict.json");
    fs::write(&project, PROJECT)?;
    let mut command = process::command(package, "node", [compiler]);
    command.args(["--pretty", "false", "-p"]).arg(project);
    process::run(command)
}
