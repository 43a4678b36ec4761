//! The rules, and the ones we decided not to write.
//!
//! Adding one is a file beside this one, a line in [`ALL`], and a case. The order of the slice means nothing: rules do
//! not see each other, and the tests shuffle them.
//!
//! Rules left out on purpose:
//!
//! * *drop what equals the default*: an explicit `tp_new = PyType_GenericNew`, `tp_getattro = PyObject_GenericGetAttr`
//!   and their like mean something else on a heap type when they are left out (fact F4 of the semantics);
//! * *use the defining class*: `METH_METHOD` changes messages and the type of bound methods (M-1, D-METH);
//! * *`MANAGED_DICT`, `MANAGED_WEAKREF`, relative offsets*: they change the layout (T-OFF-4, T-SIZE-5).

use crate::plan::{Claims, Rule, Run};

mod body_allocate;
mod body_collect;
mod body_dealloc;
mod body_traverse;
mod field_base;
mod field_doc;
mod field_flags;
mod field_free;
mod field_internal;
mod field_metaclass;
mod field_name;
mod field_new;
mod field_offset;
mod field_sequence;
mod field_size;
mod field_slot;
mod field_suite;
mod field_vectorcall;
mod guard_capsule;
mod guard_clinic;
mod guard_doubt;
mod guard_entry;
mod guard_exported;
mod guard_limited;
mod guard_run_time;
mod mention_add;
mod mention_allocate;
mod mention_macro;
mod mention_pointer;
mod mention_ready;
mod mention_run_time;
mod mention_set_type;
mod mention_static_local;
mod mention_table;
mod mention_variable;
mod module_copies;
mod module_once;
mod module_own_gil;
mod module_state;
mod module_types;

/// Every rule.
pub const ALL: &[Rule] = &[
    body_allocate::RULE,
    body_collect::RULE,
    body_dealloc::RULE,
    body_traverse::RULE,
    field_base::RULE,
    field_doc::RULE,
    field_flags::RULE,
    field_free::RULE,
    field_internal::RULE,
    field_metaclass::RULE,
    field_name::RULE,
    field_new::RULE,
    field_offset::RULE,
    field_sequence::MENTION,
    field_sequence::RULE,
    field_size::RULE,
    field_slot::RULE,
    field_suite::RULE,
    field_vectorcall::RULE,
    guard_capsule::RULE,
    guard_clinic::RULE,
    guard_doubt::RULE,
    guard_entry::RULE,
    guard_exported::RULE,
    guard_limited::RULE,
    guard_run_time::RULE,
    mention_add::RETAIN,
    mention_add::RULE,
    mention_allocate::RULE,
    mention_macro::RULE,
    mention_pointer::MEMBER,
    mention_pointer::RULE,
    mention_ready::RULE,
    mention_run_time::RULE,
    mention_set_type::RULE,
    mention_static_local::RULE,
    mention_table::RULE,
    mention_variable::RULE,
    module_copies::RULE,
    module_once::RULE,
    module_own_gil::RULE,
    module_state::RULE,
    module_types::RULE,
];

/// The rule of this name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}

/// Whether a rule names this field among those it answers for.
fn is_claimed_by_name(field: &str) -> bool {
    ALL.iter().any(|rule| matches!(&rule.run, Run::Field { claims: Claims::Fields(names), .. } if names.contains(&field)))
}
