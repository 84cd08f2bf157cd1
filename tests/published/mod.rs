//! A published JSON Schema, compiled by an independent validator.
#![allow(clippy::unwrap_used)]

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

pub(crate) struct Published {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Published {
    pub(crate) fn new(schema: Value) -> Self {
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.enable_format_assertions();
        let name = "published.schema.json";
        compiler.add_resource(name, schema).unwrap();
        // Compiling checks the schema against the meta-schema that it names.
        let index = compiler.compile(name, &mut schemas).unwrap();
        Self { schemas, index }
    }

    pub(crate) fn accepts(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }
}
