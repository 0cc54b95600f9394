//! What a command that writes answers where it prints what is listed or shown too.

use serde::{Deserialize, Serialize};

use super::ids;
use crate::domain::ids::OperationId;
use crate::output::View;

/// What is listed or shown, and the operation that made it so.
#[derive(Debug, Serialize, Deserialize)]
pub struct Performed<V> {
    /// Null where nothing was written.
    operation: Option<String>,
    #[serde(flatten)]
    view: V,
}

impl<V> Performed<V> {
    pub(super) fn new(operation: Option<OperationId>, view: V) -> Self {
        let operation = ids(operation);
        Self { operation, view }
    }
}

impl<V: View> View for Performed<V> {
    fn text(&self) -> String {
        self.view.text()
    }
}
