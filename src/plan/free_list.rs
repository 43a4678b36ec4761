//! Free lists: instances that a dealloc parks, for the next allocation to make alive again (T-DEALLOC-13).
//!
//! A parked instance owns no reference to its type: the dealloc drops it whether it parks or frees, and who makes the
//! instance alive takes one, as an allocation does. So the list keeps no type alive, and may be drained by whoever drained
//! it before. The state is what keeps the type of parked instances alive: they are freed right before the state lets go of
//! it, and nothing is parked any more behind that.

use crate::diagnostic::Diagnostic;
use crate::facts::{DeallocShape, Holds, Link, ListUse, Parking, Revival, dealloc_shape, list_use};
use crate::link::{FnId, GlobalId, Symbol, TypeId};
use crate::source::Span;
use crate::syntax::evaluate::Life;

use super::ModuleCx;
use super::context::TypeCx;
use super::module::Drain;

/// A free list that is understood.
#[derive(Clone, Debug)]
pub struct FreeList {
    pub ty: TypeId,
    pub dealloc: FnId,
    pub parking: Parking,
    pub list: GlobalId,
    pub count: Option<GlobalId>,
    /// Where parked instances become alive, by function.
    pub revivals: Vec<(FnId, Revival)>,
    /// A function that frees all that is parked, and does nothing else.
    pub drain: Option<FnId>,
}

/// Why a list is not understood: in words, and where.
type Why = (String, Span);

impl FreeList {
    /// What lives and goes with the type.
    pub fn variables(&self) -> impl Iterator<Item = Symbol> {
        [Some(self.list), self.count].into_iter().flatten().map(Symbol::Global)
    }
}

impl<'a> ModuleCx<'a> {
    /// The free lists of the module that are understood.
    pub fn free_lists(&self) -> Vec<FreeList> {
        let parks = |ty: &&TypeId| {
            let def = self.project.type_def(**ty);
            let dealloc = def.fields.iter().find(|one| one.field.name == "tp_dealloc");
            let name = dealloc.and_then(|one| one.value.target());
            let function = name.and_then(|name| self.module.names.function(&self.project.files, ty.0, name));
            let shape =
                function.and_then(|id| dealloc_shape(self.project.function(id), &|_| false, &|_| false));
            shape.is_some_and(|shape| shape.parking.is_some())
        };
        let types = self.module.types.iter().filter(parks);
        types.filter_map(|&ty| TypeCx::new(*self, ty).free_list()?.ok()).collect()
    }

    /// The free list that a dealloc parks its object in.
    pub(super) fn parks_in(&self, dealloc: FnId) -> Option<FreeList> {
        self.free_lists().into_iter().find(|one| one.dealloc == dealloc)
    }

    /// Whether a variable holds parked instances, which are nobody's.
    pub(super) fn is_free_list(&self, id: GlobalId) -> bool {
        self.free_lists().iter().any(|one| one.list == id)
    }
}

impl TypeCx<'_> {
    /// The free list of the type, when its dealloc parks instances; why it is not understood.
    pub fn free_list(&self) -> Option<Result<FreeList, Diagnostic>> {
        let (dealloc, function) = self.function("tp_dealloc")?;
        let shape = dealloc_shape(function, &|name| self.is_dealloc_of_type(name), &|_| false)?;
        let parking = shape.parking.clone()?;
        let found = self.read_list(dealloc, &shape, parking).map_err(|(why, span)| {
            let message = format!("the free list of {} is not followed: {why}", self.name());
            self.refuse("body-dealloc", "A-FREELIST", message)
                .at(span, "here")
                .why("a parked instance owns no reference to its type: whoever makes it alive again must take one")
                .help("if this is a free list, take it out: free the object whenever it dies")
        });
        Some(found)
    }

    fn read_list(&self, dealloc: FnId, shape: &DeallocShape, parking: Parking) -> Result<FreeList, Why> {
        let place = parking.statement;
        let no = |why: &str| (why.to_owned(), place);
        let (list, count) = self.list_variables(dealloc, &parking).map_err(|why| (why, place))?;
        if !parking.joins {
            return Err(no("nothing can be asked before its condition"));
        }
        if self.is_under_if(dealloc, place) {
            return Err(no("a part of it stands under an #if"));
        }
        if self.cx.settings.target.limited.is_some() {
            return Err(no("the limited API does not make parked memory an object again"));
        }
        if shape.frees.is_empty() {
            return Err(no("nothing in the dealloc is known to free the object"));
        }
        if self.field("tp_free").is_some() || self.field("tp_alloc").is_some() {
            return Err(no("the type has its own way to allocate or to free"));
        }
        if self.has_flag("Py_TPFLAGS_BASETYPE") || self.is_shared_dealloc(dealloc) {
            return Err(no("instances of other types may be parked in it"));
        }
        let mut found =
            FreeList { ty: self.id, dealloc, parking, list, count, revivals: Vec::new(), drain: None };
        self.read_uses(&mut found)?;
        if found.revivals.is_empty() {
            return Err(no("nothing is seen to take an object from it"));
        }
        Ok(found)
    }

    /// The variables of the list, when they are such as can move into the state.
    fn list_variables(
        &self,
        dealloc: FnId,
        parking: &Parking,
    ) -> Result<(GlobalId, Option<GlobalId>), String> {
        let cx = &self.cx;
        let global = |name: &String| {
            if cx.is_in_macro(name) {
                return Err(format!("a macro names {name}"));
            }
            match cx.module.names.symbol(&cx.project.files, dealloc.0, name) {
                Some(Symbol::Global(id)) if cx.project.global(id).function.is_none() => Ok(id),
                _ => Err(format!("{name} is no static variable that holds what can move")),
            }
        };
        let list = global(&parking.list)?;
        let holds = cx.project.global(list);
        let fits = match (&parking.link, holds.holds) {
            (Link::Member(_), Holds::Instance) => {
                self.record.is_some_and(|record| record.names.contains(&holds.ty.base))
            }
            (Link::Element, Holds::Objects(_)) => true,
            _ => false,
        };
        if !fits {
            return Err(format!("{} is neither a pointer to an instance nor an array of them", parking.list));
        }
        let count = parking.count.as_ref().map(global).transpose()?;
        match count.is_none_or(|count| cx.project.global(count).holds == Holds::Value) {
            true => Ok((list, count)),
            false => Err("what counts its objects is no number".to_owned()),
        }
    }

    /// Whether the dealloc is another type's, too, or runs for the instances of one.
    fn is_shared_dealloc(&self, dealloc: FnId) -> bool {
        let module = self.cx.module;
        let is_called = module.callers.get(&dealloc).is_some_and(|callers| !callers.is_empty());
        let others = module.types.iter().filter(|&&id| id != self.id);
        let mut others = others.map(|&id| TypeCx::new(self.cx, id));
        is_called
            || others.any(|other| {
                let has_it = other.function("tp_dealloc").is_some_and(|(id, _)| id == dealloc);
                has_it || other.local_base().is_some_and(|base| base.id == self.id)
            })
    }

    fn is_under_if(&self, function: FnId, place: Span) -> bool {
        let body = self.cx.project.function(function).body;
        let branches = self.cx.project.files[function.0].branches.iter();
        let mut inside = branches.filter(|one| one.life == Life::Sometimes && body.contains(one.content));
        inside.any(|one| one.content.overlaps(place))
    }

    /// What the functions of the module do with the list.
    fn read_uses(&self, found: &mut FreeList) -> Result<(), Why> {
        let cx = &self.cx;
        let name = &cx.project.global(found.list).name.text;
        for function in cx.module.functions(cx.project) {
            let facts = cx.project.function(function);
            let means_it = facts.mentions.iter().any(|mention| {
                cx.module.names.mentioned(&cx.project.files, function, mention)
                    == Some(Symbol::Global(found.list))
            });
            if !means_it {
                continue;
            }
            if function == found.dealloc {
                let mut mentions = facts.mentions.iter().filter(|one| one.symbol == *name);
                match mentions.find(|one| !found.parking.statement.contains(one.span)) {
                    Some(other) => return Err((format!("it uses {name} otherwise, too"), other.span)),
                    None => continue,
                }
            }
            match list_use(facts, name) {
                ListUse::None => {}
                ListUse::Drains { empties } => {
                    let is_it = empties && self.only_ends(function, found);
                    found.drain = found.drain.or(is_it.then_some(function));
                }
                ListUse::Revives(revivals) => {
                    if let Some(one) = revivals.iter().find(|one| self.is_under_if(function, one.statement)) {
                        return Err(("a part of it stands under an #if".to_owned(), one.statement));
                    }
                    found.revivals.extend(revivals.into_iter().map(|one| (function, one)));
                }
                ListUse::Other(span) => {
                    let why = format!("what {} does with {name} is not understood", facts.name.text);
                    return Err((why, span));
                }
            }
        }
        let mut statics = cx.module.files.iter().flat_map(|&file| &cx.project.files[file].statics);
        match statics.find(|one| one.name == *name) {
            Some(one) => Err((format!("the address of {name} stands in {}", one.variable), one.whole)),
            None => Ok(()),
        }
    }
}

impl TypeCx<'_> {
    /// Whether a function uses nothing of the module but the list, so that m_clear may call it.
    fn only_ends(&self, function: FnId, found: &FreeList) -> bool {
        let cx = &self.cx;
        let is_its = |symbol: Symbol| found.variables().any(|variable| variable == symbol);
        let mut mentions = cx.project.function(function).mentions.iter();
        let loose = cx.module.loose.contains_key(&function) || !cx.module.entries_of(function).is_empty();
        let is_own =
            |mention| cx.module.names.mentioned(&cx.project.files, function, mention).is_none_or(is_its);
        !loose && mentions.all(is_own)
    }
}

impl FreeList {
    /// How the module's m_clear drains it, `is_collected` as its instances are.
    pub(super) fn drain(&self, is_collected: bool) -> Drain {
        Drain {
            by: self.drain,
            list: self.list,
            count: self.count,
            link: self.parking.link.clone(),
            free: if is_collected { "PyObject_GC_Del" } else { "PyObject_Free" },
        }
    }
}
