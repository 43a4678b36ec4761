//! Macros that make a module: the definition and its creation in one, as code for Python 2 and 3 has them.

use super::macros::MacroFact;

/// What such a macro does, by the tokens of its body.
#[derive(Clone, Debug, PartialEq)]
pub struct ModuleMacro {
    /// The name of the definition: `moduledef`.
    pub definition: String,
    /// The values of the definition behind `PyModuleDef_HEAD_INIT`, parameters not replaced.
    pub cells: Vec<String>,
    /// What takes the new module: a parameter, or a variable of the function.
    pub variable: String,
}

/// Reads `static struct PyModuleDef d = { ... }; v = PyModule_Create(&d);`. `None` for any other body.
pub fn read(definition: &MacroFact) -> Option<ModuleMacro> {
    let words: Vec<&str> = definition.tokens.iter().map(|(word, _)| word.as_str()).collect();
    let head = words.iter().position(|word| *word == "PyModuleDef")?;
    let [name, "=", "{", rest @ ..] = words.get(head + 1..)? else { return None };
    let (cells, rest) = cells(rest)?;
    let [";", variable, "=", "PyModule_Create", "(", "&", made, ")", end @ ..] = rest else { return None };
    if !matches!(words[..head], ["static"] | ["static", "struct"] | [] | ["struct"])
        || !matches!(end, [";"] | [])
    {
        return None;
    }
    let (first, cells) = cells.split_first()?;
    (made == name && first == "PyModuleDef_HEAD_INIT").then(|| ModuleMacro {
        definition: (*name).to_owned(),
        cells: cells.to_vec(),
        variable: (*variable).to_owned(),
    })
}

/// The values up to the closing brace, and what comes behind it.
fn cells<'a, 'b>(words: &'b [&'a str]) -> Option<(Vec<String>, &'b [&'a str])> {
    let mut cells = Vec::new();
    let mut cell: Vec<&str> = Vec::new();
    let mut depth = 0;
    for (at, &word) in words.iter().enumerate() {
        match word {
            "}" if depth == 0 => {
                if !cell.is_empty() {
                    cells.push(cell.join(" "));
                }
                return Some((cells, &words[at + 1..]));
            }
            "," if depth == 0 => cells.push(std::mem::take(&mut cell).join(" ")),
            _ => {
                depth +=
                    i32::from(matches!(word, "(" | "{" | "[")) - i32::from(matches!(word, ")" | "}" | "]"));
                cell.push(word);
            }
        }
    }
    None
}
