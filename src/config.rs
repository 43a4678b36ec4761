//! A project's configuration: text to settings, or a mistake with its place.
//!
//! `[tool.migrate-types]` of a pyproject.toml, or the whole of a migrate-types.toml. This module reads no file; which
//! file counts, and what the command line says against it, is decided elsewhere.

mod python;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::capi::version::Version;
use crate::options::{GcPolicy, Isolation, MacroLine};

pub use python::requires_python;

/// What one file says. `None` and empty: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub target_version: Option<Version>,
    pub limited_api: Option<Version>,
    pub gc: Option<GcPolicy>,
    pub isolation: Option<Isolation>,
    pub qualify_names: bool,
    pub macros: Vec<MacroLine>,
    pub exclude: Vec<String>,
    pub select: Vec<String>,
    pub ignore: Vec<String>,
    /// By type, then by key.
    pub types: BTreeMap<String, BTreeMap<String, String>>,
}

/// One key of the configuration, for `migrate-types config` and for suggestions.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    /// As TOML: the kind of value, and an example.
    pub kind: &'static str,
    pub example: &'static str,
    pub prose: &'static str,
    read: fn(&mut Settings, &Entry<'_>) -> Result<(), Mistake>,
}

/// Every key there is.
pub const KEYS: &[Key] = &[
    Key {
        name: "exclude",
        kind: "list of strings",
        example: "exclude = [\"third_party\", \"*_generated.c\"]",
        prose: "Files and folders to leave out, as patterns of a .gitignore file in the same folder.",
        read: |settings, entry| entry.strings().map(|list| settings.exclude = list),
    },
    Key {
        name: "gc",
        kind: "\"policy\", \"always\" or \"minimal\"",
        example: "gc = \"minimal\"",
        prose: "Which types without cyclic garbage collection gain it. `policy`: those that own objects, and all where\n\
                Python 3.9 is supported. `always`: every type. `minimal`: only where nothing else is correct.",
        read: |settings, entry| entry.word(&GcPolicy::WORDS).map(|policy| settings.gc = Some(policy)),
    },
    Key {
        name: "ignore",
        kind: "list of strings",
        example: "ignore = [\"field-doc\"]",
        prose: "Rules to leave. See `migrate-types rules`.",
        read: |settings, entry| entry.strings().map(|list| settings.ignore = list),
    },
    Key {
        name: "isolation",
        kind: "\"module\" or \"types\"",
        example: "isolation = \"types\"",
        prose: "How far to go. `types`: heap types in static pointers, and the module comes up as before; a first, small\n\
                step. `module`: types and objects live in the state of each module object.",
        read: |settings, entry| entry.word(&Isolation::WORDS).map(|step| settings.isolation = Some(step)),
    },
    Key {
        name: "limited-api",
        kind: "string",
        example: "limited-api = \"3.11\"",
        prose: "Write only what the limited API of this version has.",
        read: |settings, entry| entry.version().map(|version| settings.limited_api = Some(version)),
    },
    Key {
        name: "macros",
        kind: "list of strings",
        example: "macros = [\"head MY_OBJECT_HEAD\"]",
        prose: "Macros of the project that do not read as C, one line each, in the form of the built-in table. Macros\n\
                that are defined in the files looked at need no line.",
        read: |settings, entry| entry.lines().map(|lines| settings.macros = lines),
    },
    Key {
        name: "qualify-names",
        kind: "true or false",
        example: "qualify-names = true",
        prose: "Give types whose names have no dot the name of their module. Python code sees it: `__module__`, messages, and\n\
                pickles by name (D-NAME).",
        read: |settings, entry| entry.truth().map(|qualify| settings.qualify_names = qualify),
    },
    Key {
        name: "select",
        kind: "list of strings",
        example: "select = [\"field-new\"]",
        prose: "The only rules to run. See `migrate-types rules`.",
        read: |settings, entry| entry.strings().map(|list| settings.select = list),
    },
    Key {
        name: "target-version",
        kind: "string",
        example: "target-version = \"3.10\"",
        prose: "The lowest CPython the result must build and behave on: 3.9 to 3.15. By default `requires-python` of the\n\
                nearest pyproject.toml, else 3.10.",
        read: |settings, entry| entry.version().map(|version| settings.target_version = Some(version)),
    },
    Key {
        name: "types",
        kind: "tables of strings",
        example: "types.Foo_Type.exported = \"confirm\"",
        prose: "What only the project can know of a single type, by its C name: a refusal that can be lifted this way\n\
                says so, and names the key. `exported`: nothing outside names the type, though it is exported.\n\
                `capsule`: a capsule may hand it to other modules, one for each interpreter (`confirm`) or one for all\n\
                (`shared`); see `migrate-types explain guard-capsule`. `gc` counts for the type as the key of that name does\n\
                for all.",
        read: |settings, entry| entry.statements().map(|types| settings.types = types),
    },
];

/// What can be said of a single type.
const STATEMENTS: [&str; 4] = ["capsule", "exported", "gc", "module"];

/// Something that is wrong in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// `file:line:column`
    pub place: String,
    pub what: String,
    pub help: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

/// Reads a migrate-types.toml. `name` is for messages.
pub fn parse_own(name: &str, text: &str) -> Result<Settings, Mistake> {
    let file = File { name, text };
    read_table(&file, file.parse()?.get_ref())
}

/// Reads a pyproject.toml; `None` when it has no `[tool.migrate-types]`.
pub fn parse_pyproject(name: &str, text: &str) -> Result<Option<Settings>, Mistake> {
    let file = File { name, text };
    let document = file.parse()?;
    let tool = document.get_ref().get("tool").and_then(|tool| tool.get_ref().get("migrate-types"));
    let Some(tool) = tool else { return Ok(None) };
    match tool.get_ref() {
        DeValue::Table(table) => read_table(&file, table).map(Some),
        _ => Err(file.mistake(tool.span().start, "`tool.migrate-types` is not a table")),
    }
}

/// Words closest to `word` among `all`, for "did you mean".
pub fn closest<'a>(word: &str, all: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let rated = all.into_iter().map(|candidate| (strsim::jaro_winkler(word, candidate), candidate));
    let best = rated.filter(|(likeness, _)| *likeness > 0.8).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, candidate)| candidate)
}

fn read_table(file: &File<'_>, table: &DeTable<'_>) -> Result<Settings, Mistake> {
    let mut settings = Settings::default();
    for (name, value) in table {
        let Some(key) = KEYS.iter().find(|key| key.name == name.get_ref().as_ref()) else {
            let mut mistake = file.mistake(name.span().start, &format!("unknown key `{}`", name.get_ref()));
            mistake.help = Some(match closest(name.get_ref(), KEYS.iter().map(|key| key.name)) {
                Some(key) => format!("did you mean `{key}`?"),
                None => "`migrate-types config` lists the keys".to_owned(),
            });
            return Err(mistake);
        };
        (key.read)(&mut settings, &Entry { file, key, value })?;
    }
    Ok(settings)
}

/// The text of a configuration, with its name.
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl<'a> File<'a> {
    fn parse(&self) -> Result<Spanned<DeTable<'a>>, Mistake> {
        DeTable::parse(self.text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.mistake(at, error.message())
        })
    }

    fn mistake(&self, at: usize, what: &str) -> Mistake {
        Mistake { place: self.place(at, true), what: what.to_owned(), help: None }
    }

    fn place(&self, at: usize, with_column: bool) -> String {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count() + 1;
        let column = if with_column { format!(":{column}") } else { String::new() };
        format!("{}:{line}{column}", self.name)
    }
}

/// One key with its value.
struct Entry<'a> {
    file: &'a File<'a>,
    key: &'a Key,
    value: &'a Spanned<DeValue<'a>>,
}

/// A TOML type as one speaks of it: "an integer".
fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {kind}")
}

impl Entry<'_> {
    fn wrong(&self, value: &Spanned<DeValue<'_>>, why: &str) -> Mistake {
        let mut mistake = self.file.mistake(value.span().start, &format!("`{}` {why}", self.key.name));
        mistake.help = Some(format!("write for example `{}`", self.key.example));
        mistake
    }

    fn string<'v>(&self, value: &'v Spanned<DeValue<'_>>) -> Result<&'v str, Mistake> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text),
            other => Err(self
                .wrong(value, &format!("takes a {}, not {}", self.key.kind, with_article(other.type_str())))),
        }
    }

    fn items(&self) -> Result<Vec<(&Spanned<DeValue<'_>>, String)>, Mistake> {
        let DeValue::Array(list) = self.value.get_ref() else {
            return Err(self.wrong(self.value, &format!("takes a {}", self.key.kind)));
        };
        list.iter().map(|item| Ok((item, self.string(item)?.to_owned()))).collect()
    }

    fn strings(&self) -> Result<Vec<String>, Mistake> {
        Ok(self.items()?.into_iter().map(|(_, text)| text).collect())
    }

    fn lines(&self) -> Result<Vec<MacroLine>, Mistake> {
        let line = |(item, text): (&Spanned<DeValue<'_>>, String)| MacroLine {
            text,
            origin: self.file.place(item.span().start, false),
        };
        Ok(self.items()?.into_iter().map(line).collect())
    }

    fn version(&self) -> Result<Version, Mistake> {
        Version::from_str(self.string(self.value)?).map_err(|error| {
            let mut mistake = self.wrong(self.value, "is out of range");
            mistake.help = Some(error.to_string());
            mistake
        })
    }

    fn word<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Mistake> {
        let word = self.string(self.value)?;
        let found = words.iter().find(|(known, _)| *known == word);
        found.map(|(_, value)| *value).ok_or_else(|| self.wrong(self.value, &format!("is {}", self.key.kind)))
    }

    fn truth(&self) -> Result<bool, Mistake> {
        match self.value.get_ref() {
            DeValue::Boolean(truth) => Ok(*truth),
            _ => Err(self.wrong(self.value, &format!("is {}", self.key.kind))),
        }
    }

    /// One thing that is stated of a type: `capsule = "confirm"`.
    fn statement(
        &self,
        key: &Spanned<Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(String, String), Mistake> {
        let name = key.get_ref();
        if !STATEMENTS.contains(&name.as_ref()) {
            let what = format!("nothing called `{name}` can be said of a type");
            let mut mistake = self.file.mistake(key.span().start, &what);
            mistake.help = Some(format!("write one of {}", STATEMENTS.join(", ")));
            return Err(mistake);
        }
        match (name.as_ref(), self.string(value)?) {
            ("gc", text) if GcPolicy::of_word(text).is_some() => Ok((name.to_string(), text.to_owned())),
            ("gc", _) => {
                Err(self.wrong(value, "takes \"policy\", \"always\" or \"minimal\" for the gc of a type"))
            }
            ("module", "instances") => Ok((name.to_string(), "instances".to_owned())),
            ("module", _) => Err(self.wrong(value, "takes \"instances\" for the module of a type")),
            ("capsule", "shared") => Ok((name.to_string(), "shared".to_owned())),
            ("capsule", text) if text != "confirm" => {
                Err(self.wrong(value, "takes \"confirm\" or \"shared\" for the capsule of a type"))
            }
            (_, "confirm") => Ok((name.to_string(), "confirm".to_owned())),
            _ => Err(self.wrong(value, "takes only the word \"confirm\"")),
        }
    }

    fn statements(&self) -> Result<BTreeMap<String, BTreeMap<String, String>>, Mistake> {
        let DeValue::Table(types) = self.value.get_ref() else {
            return Err(self.wrong(self.value, "takes one table for each type"));
        };
        let mut result = BTreeMap::new();
        for (name, value) in types {
            let DeValue::Table(table) = value.get_ref() else {
                return Err(self.wrong(value, "takes one table for each type"));
            };
            let entries = table.iter().map(|(key, value)| self.statement(key, value));
            result.insert(name.get_ref().to_string(), entries.collect::<Result<_, _>>()?);
        }
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_read_and_says_something() {
        for key in KEYS {
            let settings = parse_own("x.toml", key.example).unwrap_or_else(|mistake| panic!("{mistake}"));
            let says_something = settings != Settings::default();
            assert!(says_something, "{}", key.name);
        }
        assert!(KEYS.is_sorted_by_key(|key| key.name));
    }

    #[test]
    fn the_tool_table_of_a_pyproject_counts_and_nothing_else() {
        assert_eq!(parse_pyproject("p.toml", "[project]\nname = \"x\"\n"), Ok(None));
        let text = "[tool.migrate-types]\ntarget-version = \"3.11\"\nmacros = [\n  \"a\",\n  \"b\"]\n[tool.migrate-types.types.Foo]\nexported = \"confirm\"\n";
        let settings = parse_pyproject("p.toml", text).unwrap().unwrap();
        assert_eq!(settings.target_version, Some(Version::of(11)));
        assert_eq!(settings.macros[1], MacroLine { text: "b".into(), origin: "p.toml:5".into() });
        assert_eq!(settings.types["Foo"]["exported"], "confirm");
    }

    #[test]
    fn mistakes_name_place_and_way_out() {
        let say = |text: &str| parse_own("m.toml", text).unwrap_err().to_string();
        assert_eq!(
            say("gc = \"always\"\ntargt-version = \"3.9\""),
            "m.toml:2:1: unknown key `targt-version`; did you mean `target-version`?"
        );
        assert_eq!(say("zzz = 1"), "m.toml:1:1: unknown key `zzz`; `migrate-types config` lists the keys");
        assert_eq!(
            say("gc = \"all\""),
            "m.toml:1:6: `gc` is \"policy\", \"always\" or \"minimal\"; write for example `gc = \"minimal\"`"
        );
        assert!(say("select = \"x\"").starts_with("m.toml:1:10: `select` takes a list of strings"));
        assert!(
            say("select = [1]").starts_with("m.toml:1:11: `select` takes a list of strings, not an integer")
        );
        assert!(say("target-version = \"3.8\"").ends_with("write one of 3.9 to 3.15"));
        assert!(
            say("target-version = 3.9")
                .starts_with("m.toml:1:18: `target-version` takes a string, not a float")
        );
        assert!(say("gc = ").starts_with("m.toml:1:"));
        assert!(say("types.Foo = 1").contains("one table for each type"));
        assert!(say("types.Foo.gc = \"all\"").contains("for the gc of a type"));
        assert_eq!(
            say("types.Foo.capsul = \"confirm\""),
            "m.toml:1:11: nothing called `capsul` can be said of a type; write one of capsule, exported, gc, module"
        );
        assert!(say("types.Foo.capsule = \"yes\"").contains("takes \"confirm\" or \"shared\""));
        assert!(say("types.Foo.exported = \"shared\"").contains("takes only the word \"confirm\""));
    }
}
